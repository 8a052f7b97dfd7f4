package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentsTest {
  @TempDir Path directory;
  private final FileContents contents = new FileContents();
  private Path file;
  private Path other;

  @BeforeEach
  void start() throws IOException {
    file = Files.writeString(directory.resolve("a"), "a");
    other = Files.writeString(directory.resolve("b"), "b");
    contents.add(Set.of(file, other));
    Files.writeString(file, "new");
    assertThat(contents.changedTogether()).isEmpty();
    assertThat(contents.changedTogether()).containsExactly(file);
  }

  @Test
  void usedContent_isReturnedOnce() {
    assertThat(contents.changedTogether()).isEmpty();
  }

  @Test
  void retriedContent_isReturnedAgain() {
    contents.retry(Set.of(file));

    assertThat(contents.changedTogether()).containsExactly(file);
    assertThat(contents.changedTogether()).isEmpty();
  }

  @Test
  void retriedContent_waitsUntilAllFilesAreQuiet() throws IOException {
    contents.retry(Set.of(file));
    Files.writeString(other, "new");

    assertThat(contents.changedTogether()).isEmpty();
    assertThat(contents.changedTogether()).containsExactlyInAnyOrder(file, other);
  }
}
