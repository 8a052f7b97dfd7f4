package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that follow their files; each call of {@code look} stands for a second. */
class FileBackedTest {
  private static final Logger LOGGER = Logger.getLogger(FileBacked.class.getName());

  @TempDir Path dir;
  private Path file;
  private final List<String> log = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          log.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(dir.resolve("psk"), "first\n");
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void removeHandler() {
    LOGGER.removeHandler(handler);
    LOGGER.setUseParentHandlers(true);
  }

  private FileBacked<String> backed() {
    Settings settings =
        Settings.builder()
            .source(
                "test", Map.of("latchkey.psk", "file:" + file, "latchkey.data-dir", dir.toString()))
            .build();
    return FileBacked.untimed(
        "keys",
        settings.files(Setting.PSK, Setting.PREVIOUS_PSK),
        previous -> settings.text(Setting.PSK).orElseThrow());
  }

  private static String afterTwoLooks(FileBacked<String> backed) {
    backed.look();
    backed.look();
    return backed.get();
  }

  @Test
  void fileWrittenOver_isTakenUpWithOneLine() throws IOException {
    FileBacked<String> backed = backed();
    Files.writeString(file, "second\n");

    assertThat(afterTwoLooks(backed)).isEqualTo("second");
    backed.look();
    assertThat(log).containsExactly("Took up keys from " + file);
  }

  @Test
  void fileReplacedAtOnce_isTakenUpEvenWithItsTimeAndSizeKept() throws IOException {
    FileBacked<String> backed = backed();
    FileTime time = Files.getLastModifiedTime(file);
    Path next = Files.writeString(dir.resolve("next"), "other\n");
    Files.setLastModifiedTime(next, time);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);

    assertThat(afterTwoLooks(backed)).isEqualTo("other");
  }

  @Test
  void linkedFolderSwappedAsKubernetesDoes_isTakenUp() throws IOException {
    Path old = Files.createDirectory(dir.resolve("..2026_11_21"));
    Path next = Files.createDirectory(dir.resolve("..2026_11_22"));
    Files.writeString(old.resolve("key"), "first");
    Files.writeString(next.resolve("key"), "second");
    Path data = Files.createSymbolicLink(dir.resolve("..data"), old.getFileName());
    file = Files.createSymbolicLink(dir.resolve("key"), Path.of("..data", "key"));
    FileBacked<String> backed = backed();

    Path link = Files.createSymbolicLink(dir.resolve("..data_tmp"), next.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);

    assertThat(afterTwoLooks(backed)).isEqualTo("second");
  }

  @Test
  void fileThatIsBeingWritten_isLeftAloneUntilItStaysTheSame() throws IOException {
    FileBacked<String> backed = backed();

    Files.writeString(file, "sec");
    backed.look();
    Files.writeString(file, "second and");
    backed.look();
    assertThat(backed.get()).isEqualTo("first");
    Files.writeString(file, "second and complete");

    assertThat(afterTwoLooks(backed)).isEqualTo("second and complete");
    assertThat(log).hasSize(1);
  }

  @Test
  void brokenFile_keepsTheValueAndSaysSoOnce() throws IOException {
    FileBacked<String> backed = backed();
    Files.writeString(file, "\n");

    assertThat(afterTwoLooks(backed)).isEqualTo("first");
    backed.look();
    assertThat(log)
        .singleElement()
        .asString()
        .contains("latchkey.psk (from test): file " + file + " is blank")
        .contains("The keys in use stay as they are, but the content of " + file + " has changed");
  }

  @Test
  void fileThatVanishes_keepsTheValueUntilThereIsAnother() throws IOException {
    FileBacked<String> backed = backed();
    Files.delete(file);

    assertThat(afterTwoLooks(backed)).isEqualTo("first");
    Files.writeString(file, "second");
    assertThat(afterTwoLooks(backed)).isEqualTo("second");
    assertThat(log).hasSize(2).first().asString().contains("there is no such file");
  }

  @Test
  void sameContentAgain_changesNothing() throws IOException {
    FileBacked<String> backed = backed();
    Files.writeString(file, "second");
    backed.look();
    Files.writeString(file, "first\n");

    assertThat(afterTwoLooks(backed)).isEqualTo("first");
    assertThat(log).isEmpty();
  }

  @Test
  void makerThatFailsUnexpectedly_doesNotEndTheLooking() throws IOException {
    List<String> made = new ArrayList<>();
    FileBacked<String> backed =
        FileBacked.untimed(
            "keys",
            Set.of(file),
            previous -> {
              made.add("x");
              if (made.size() == 2) {
                throw new IllegalStateException("for the test");
              }
              return previous.orElse("none") + made.size();
            });
    Files.writeString(file, "second");
    assertThat(afterTwoLooks(backed)).isEqualTo("none1");
    Files.writeString(file, "third");

    assertThat(afterTwoLooks(backed)).isEqualTo("none13");
  }

  @Test
  void firstValueThatCannotBeMade_isTheCallersBusiness() throws IOException {
    Files.delete(file);

    assertThatThrownBy(this::backed).isInstanceOf(SettingsException.class);
  }

  @Test
  void thread_isThereForFilesOnlyAndEndsWhenClosed() {
    try (FileBacked<String> none = FileBacked.of("nothing-to-watch", Set.of(), p -> "v")) {
      assertThat(thread("latchkey-nothing-to-watch")).isEmpty();
      assertThat(none.get()).isEqualTo("v");
    }
    FileBacked<String> backed = FileBacked.of("watched", Set.of(file), previous -> "v");

    assertThat(thread("latchkey-watched")).get().extracting(Thread::isDaemon).isEqualTo(true);
    backed.close();
    // The thread has no more to do, and may need a moment to be gone.
    thread("latchkey-watched").ifPresent(FileBackedTest::join);
    assertThat(thread("latchkey-watched")).isEmpty();
  }

  private static Optional<Thread> thread(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .findFirst();
  }

  private static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
