package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two keys that follow a file each; each call of {@code poll} represents one second. */
class ReloadableFilesTest {
  @TempDir Path dir;
  private Path newest;
  private Path previous;
  private Reloadable<String> backed;

  @BeforeEach
  void start() throws IOException {
    newest = Files.writeString(dir.resolve("newest"), "n1");
    previous = Files.writeString(dir.resolve("previous"), "p1");
    ReloadableFiles values = new ReloadableFiles(UncheckedIOException.class);
    Supplier<String> first = values.add(Set.of(newest), () -> TestFiles.read(newest));
    Supplier<String> second =
        values.add(
            Set.of(previous), () -> TextFile.isAbsent(previous) ? "-" : TestFiles.read(previous));
    backed =
        Reloadable.of(
            "keys",
            new FilePoller(Duration.ofDays(1)),
            values,
            before -> first.get() + " " + second.get());
  }

  private String afterTwoPolls() {
    backed.poll();
    backed.poll();
    return backed.get();
  }

  @Test
  void previousKeyFile_deletedAndRestored_isFollowed() throws IOException {
    assertThat(backed.get()).isEqualTo("n1 p1");

    Files.delete(previous);
    assertThat(afterTwoPolls()).isEqualTo("n1 -");
    Files.writeString(previous, "p2");
    assertThat(afterTwoPolls()).isEqualTo("n1 p2");
  }

  @Test
  void newestKeyWithDeletedOrEmptyFile_stays() throws IOException {
    Files.delete(newest);
    assertThat(afterTwoPolls()).isEqualTo("n1 p1");
    Files.writeString(newest, "");
    assertThat(afterTwoPolls()).isEqualTo("n1 p1");
  }

  @Test
  void previousKeyWithUnreadableFile_staysUntilDeletion() throws IOException {
    Files.delete(previous);
    Files.createDirectory(previous);
    assertThat(afterTwoPolls()).isEqualTo("n1 p1");

    Files.delete(previous);
    assertThat(afterTwoPolls()).isEqualTo("n1 -");
  }

  @Test
  void brokenFile_doesNotRetainOtherKey() throws IOException {
    Files.write(newest, new byte[] {(byte) 0xff});
    Files.delete(previous);
    assertThat(afterTwoPolls()).isEqualTo("n1 -");

    Files.writeString(newest, "n2");
    assertThat(afterTwoPolls()).isEqualTo("n2 -");
  }

  @Test
  void constantlyChangingFile_doesNotDelayOther() throws IOException {
    Files.delete(previous);
    for (int look = 1; look <= 2; look++) {
      Files.writeString(newest, "still written " + look);
      backed.poll();
    }

    assertThat(backed.get()).isEqualTo("n1 -");
  }

  @Test
  void reload_readsNoFile() throws IOException {
    Files.writeString(newest, "half wr");

    assertThat(backed.reload("another source has changed")).isTrue();

    assertThat(backed.get()).isEqualTo("n1 p1");
  }
}
