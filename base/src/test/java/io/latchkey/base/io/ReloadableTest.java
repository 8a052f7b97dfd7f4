package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.CollectedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that follow their files; each call of {@code poll} represents one second. */
class ReloadableTest {
  @TempDir Path dir;
  private Path file;
  @AutoClose private final CollectedLog collected = CollectedLog.of(Reloadable.class.getName());
  private final List<String> log = collected.messages();

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(dir.resolve("psk"), "first\n");
  }

  private Reloadable<String> backed() {
    return Reloadable.of(
        "keys", idle(), Set.of(file), UncheckedIOException.class, () -> TestFiles.read(file));
  }

  /** A poller that the tests never wait for: they call {@code poll}. */
  private static FilePoller idle() {
    return new FilePoller(Duration.ofDays(1));
  }

  private static String afterTwoPolls(Reloadable<String> backed) {
    backed.poll();
    backed.poll();
    return backed.get();
  }

  @Test
  void overwrittenFile_isReloadedWithOneLine() throws IOException {
    Reloadable<String> backed = backed();
    Files.writeString(file, "second\n");

    assertThat(afterTwoPolls(backed)).isEqualTo("second");
    backed.poll();
    assertThat(log).containsExactly("Reloaded keys from " + file);
  }

  @Test
  void replacementWithSameTimeAndSize_isReloaded() throws IOException {
    Reloadable<String> backed = backed();
    FileTime time = Files.getLastModifiedTime(file);
    Path next = Files.writeString(dir.resolve("next"), "other\n");
    Files.setLastModifiedTime(next, time);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

    assertThat(afterTwoPolls(backed)).isEqualTo("other");
  }

  @Test
  void linkedDirectorySwappedAsByKubernetes_isReloaded() throws IOException {
    Path old = Files.createDirectory(dir.resolve("..2026_11_21"));
    Path next = Files.createDirectory(dir.resolve("..2026_11_22"));
    Files.writeString(old.resolve("key"), "first");
    Files.writeString(next.resolve("key"), "second");
    Path data = Files.createSymbolicLink(dir.resolve("..data"), old.getFileName());
    file = Files.createSymbolicLink(dir.resolve("key"), Path.of("..data", "key"));
    Reloadable<String> backed = backed();

    Path link = Files.createSymbolicLink(dir.resolve("..data_tmp"), next.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);

    assertThat(afterTwoPolls(backed)).isEqualTo("second");
  }

  @Test
  void readerWithError_isCalledAgain() throws IOException {
    AtomicBoolean failing = new AtomicBoolean();
    Reloadable<String> backed =
        Reloadable.of(
            "keys",
            idle(),
            Set.of(file),
            UncheckedIOException.class,
            () -> {
              if (failing.get()) {
                throw new OutOfMemoryError("unable to create native thread");
              }
              return TestFiles.read(file);
            });
    failing.set(true);
    Files.writeString(file, "second\n");

    assertThatThrownBy(() -> afterTwoPolls(backed)).isInstanceOf(OutOfMemoryError.class);
    failing.set(false);
    backed.poll();

    assertThat(backed.get()).isEqualTo("second");
  }

  @Test
  void failingTaskAfterReload_isRepeated() {
    ReloadableFiles values = new ReloadableFiles(UncheckedIOException.class);
    Supplier<String> key = values.add(Set.of(file), () -> TestFiles.read(file));
    AtomicInteger runs = new AtomicInteger();
    values.afterReload(
        () -> {
          if (runs.incrementAndGet() == 1) {
            throw new OutOfMemoryError("for the test");
          }
        });
    try (CollectedLog poller = CollectedLog.of(FilePoller.class.getName());
        Reloadable<String> backed =
            Reloadable.of(
                "keys", new FilePoller(Duration.ofMillis(5)), values, previous -> key.get())) {
      assertThat(backed.reload("the test wants it")).isTrue();

      await().until(() -> runs.get() == 2);
      assertThat(poller.messages())
          .containsExactly("The task after a change of keys failed, and is repeated every second");
    }
  }

  @Test
  void fileThatIsBeingWritten_isNotUsed() throws IOException {
    Reloadable<String> backed = backed();

    Files.writeString(file, "sec");
    backed.poll();
    Files.writeString(file, "second and");
    backed.poll();
    assertThat(backed.get()).isEqualTo("first");
    Files.writeString(file, "second and complete");

    assertThat(afterTwoPolls(backed)).isEqualTo("second and complete");
    assertThat(log).hasSize(1);
  }

  @Test
  void brokenFile_keepsValueAndIsLoggedOnce() throws IOException {
    Reloadable<String> backed = backed();
    Files.writeString(file, "\n");

    assertThat(afterTwoPolls(backed)).isEqualTo("first");
    backed.poll();
    assertThat(log)
        .singleElement()
        .asString()
        .contains(file + " is blank")
        .contains(
            "The previous keys stay in use, although the content of " + file + " has changed");
  }

  @Test
  void deletedFile_keepsValueUntilReplaced() throws IOException {
    Reloadable<String> backed = backed();
    Files.delete(file);

    assertThat(afterTwoPolls(backed)).isEqualTo("first");
    Files.writeString(file, "second");
    assertThat(afterTwoPolls(backed)).isEqualTo("second");
    assertThat(log).hasSize(2).first().asString().contains("there is no such file");
  }

  @Test
  void sameContentAgain_changesNothing() throws IOException {
    Reloadable<String> backed = backed();
    Files.writeString(file, "second");
    backed.poll();
    Files.writeString(file, "first\n");

    assertThat(afterTwoPolls(backed)).isEqualTo("first");
    assertThat(log).isEmpty();
  }

  @Test
  void unexpectedException_doesNotEndThePolling() throws IOException {
    List<String> made = new ArrayList<>();
    Reloadable<String> backed =
        Reloadable.of(
            "keys",
            idle(),
            Set.of(file),
            UncheckedIOException.class,
            () -> {
              made.add("x");
              if (made.size() == 2) {
                throw new IllegalStateException("for the test");
              }
              return "value " + made.size();
            });
    Files.writeString(file, "second");
    assertThat(afterTwoPolls(backed)).isEqualTo("value 1");
    Files.writeString(file, "third");

    assertThat(afterTwoPolls(backed)).isEqualTo("value 3");
  }

  @Test
  void firstValueThatCannotBeMade_throws() throws IOException {
    Files.delete(file);

    assertThatThrownBy(this::backed).isInstanceOf(UncheckedIOException.class);
  }
}
