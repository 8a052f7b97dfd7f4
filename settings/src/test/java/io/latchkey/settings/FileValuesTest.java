package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two keys that follow a file each; each call of {@code look} stands for a second. */
class FileValuesTest {
  @TempDir Path dir;
  private Path newest;
  private Path previous;
  private FileBacked<String> backed;

  @BeforeEach
  void start() throws IOException {
    newest = Files.writeString(dir.resolve("newest"), "n1");
    previous = Files.writeString(dir.resolve("previous"), "p1");
    Settings settings =
        Settings.builder()
            .source(
                "test",
                Map.of(
                    "latchkey.data-dir", dir.toString(),
                    "latchkey.psk", "file:" + newest,
                    "latchkey.previous-psk", "file:" + previous))
            .build();
    FileValues values = new FileValues();
    Supplier<Optional<String>> first =
        values.add(settings.files(Setting.PSK), () -> settings.text(Setting.PSK));
    Supplier<Optional<String>> second =
        values.add(settings.files(Setting.PREVIOUS_PSK), () -> settings.text(Setting.PREVIOUS_PSK));
    backed =
        FileBacked.untimed(
            "keys", values, before -> first.get().orElse("-") + " " + second.get().orElse("-"));
  }

  private String afterTwoLooks() {
    backed.look();
    backed.look();
    return backed.get();
  }

  @Test
  void previousKeyWhoseFileIsDeleted_isGoneAndComesBackWithIt() throws IOException {
    assertThat(backed.get()).isEqualTo("n1 p1");

    Files.delete(previous);
    assertThat(afterTwoLooks()).isEqualTo("n1 -");
    Files.writeString(previous, "p2");
    assertThat(afterTwoLooks()).isEqualTo("n1 p2");
    Files.writeString(previous, "");
    assertThat(afterTwoLooks()).isEqualTo("n1 -");
  }

  @Test
  void newestKeyWhoseFileIsDeletedOrEmpty_stays() throws IOException {
    Files.delete(newest);
    assertThat(afterTwoLooks()).isEqualTo("n1 p1");
    Files.writeString(newest, "");
    assertThat(afterTwoLooks()).isEqualTo("n1 p1");
  }

  @Test
  void previousKeyWhoseFileIsUnreadable_staysUntilItIsDeleted() throws IOException {
    Files.delete(previous);
    Files.createDirectory(previous);
    assertThat(afterTwoLooks()).isEqualTo("n1 p1");

    Files.delete(previous);
    assertThat(afterTwoLooks()).isEqualTo("n1 -");
  }

  @Test
  void brokenFileOfOneKey_doesNotKeepTheOther() throws IOException {
    Files.write(newest, new byte[] {(byte) 0xff});
    Files.delete(previous);
    assertThat(afterTwoLooks()).isEqualTo("n1 -");

    Files.writeString(newest, "n2");
    assertThat(afterTwoLooks()).isEqualTo("n2 -");
  }

  @Test
  void fileThatKeepsChanging_doesNotHoldUpTheOther() throws IOException {
    Files.delete(previous);
    for (int look = 1; look <= 2; look++) {
      Files.writeString(newest, "still written " + look);
      backed.look();
    }

    assertThat(backed.get()).isEqualTo("n1 -");
  }

  @Test
  void remake_readsNoFile() throws IOException {
    Files.writeString(newest, "half wr");

    assertThat(backed.remake("another source has changed")).isTrue();

    assertThat(backed.get()).isEqualTo("n1 p1");
  }
}
