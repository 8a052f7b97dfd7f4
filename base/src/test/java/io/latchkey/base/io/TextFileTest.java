package io.latchkey.base.io;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  private static final int MIB = 1 << 20;

  @TempDir Path dir;

  private String reason(Path file) {
    return FileProblem.reason(
        catchThrowableOfType(IOException.class, () -> TextFile.read(file, MIB)));
  }

  @Test
  void byteOrderMark_isDropped() throws Exception {
    Path file = Files.writeString(dir.resolve("a"), "\uFEFFtext\n");

    assertThat(TextFile.read(file)).isEqualTo("text\n");
    assertThat(TextFile.bytes(file)).isEqualTo("text\n".getBytes(UTF_8));
  }

  @Test
  void largestFile_isRead() throws Exception {
    Path file = Files.writeString(dir.resolve("a"), "x".repeat(MIB));

    assertThat(TextFile.read(file, MIB)).hasSize(MIB);
  }

  @Test
  void reason_namesTheProblem() throws Exception {
    Path text = Files.writeString(dir.resolve("text"), "x");
    Path loop = dir.resolve("loop");
    Files.createSymbolicLink(loop, loop);

    assertThat(reason(dir.resolve("missing"))).isEqualTo("there is no such file");
    assertThat(reason(dir)).isEqualTo("it is a directory");
    assertThat(reason(Files.writeString(dir.resolve("big"), "x".repeat(MIB + 1))))
        .isEqualTo("it is over 1 MiB");
    assertThat(reason(Files.writeString(dir.resolve("utf-16"), "text", UTF_16)))
        .isEqualTo("it begins with the byte order mark of UTF-16; save it as UTF-8");
    assertThat(reason(Files.write(dir.resolve("latin-1"), new byte[] {(byte) 0xe9})))
        .isEqualTo("it is not UTF-8 text");
    assertThat(reason(loop)).isNotEqualTo("FileSystemException").doesNotContain(loop.toString());
    assertThat(reason(text.resolve("child"))).doesNotContain(text.toString());
  }

  @Test
  void closedDirectory_isNamedAsReason() {
    Path closed = dir.resolve("closed");

    assertThat(FileProblem.reason(new AccessDeniedException(closed.resolve("file").toString())))
        .isEqualTo(
            "permission denied; the user of this process cannot access the directory " + closed);
    assertThat(FileProblem.reason(new AccessDeniedException(dir.resolve("file").toString())))
        .isEqualTo("permission denied");
  }

  @Test
  void isAbsent_isTrueOnlyForMissingFile() throws Exception {
    Path loop = dir.resolve("loop");
    Files.createSymbolicLink(loop, loop);

    assertThat(TextFile.isAbsent(dir.resolve("missing"))).isTrue();
    assertThat(TextFile.isAbsent(dir)).isFalse();
    assertThat(TextFile.isAbsent(loop)).isFalse();
  }

  @Test
  void changedTogether_waitsUntilAllFilesAreQuiet() throws Exception {
    Path key = Files.writeString(dir.resolve("key"), "1");
    Path certificate = Files.writeString(dir.resolve("certificate"), "1");
    FileContents contents = new FileContents();
    contents.add(Set.of(key, certificate));

    Files.writeString(key, "2");
    assertThat(contents.changedTogether()).isEmpty();
    Files.writeString(certificate, "2");
    assertThat(contents.changedTogether()).isEmpty();

    assertThat(contents.changedTogether()).containsExactlyInAnyOrder(key, certificate);
    assertThat(contents.changedTogether()).isEmpty();
  }
}
