package io.latchkey.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path temporary;

  @Test
  void newDirectory_isMadeForItsOwnerAlone() throws Exception {
    Path path = temporary.resolve("a/b/data");

    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(directory.path()).isEqualTo(path);
      assertThat(mode(path)).isEqualTo("rwx------");
    }
  }

  @Test
  void emptyDirectory_isClosedToOthers() throws Exception {
    Path path = Files.createDirectory(temporary.resolve("data"));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(mode(directory.path())).isEqualTo("rwx------");
    }
  }

  @Test
  void directoryWithFiles_keepsItsMode() throws Exception {
    Path path = Files.createDirectory(temporary.resolve("shared"));
    Files.writeString(path.resolve("foreign-file"), "x");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));

    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(mode(directory.path())).isEqualTo("rwxr-xr-x");
    }
  }

  @Test
  void directoryInUse_isRejectedUntilClosed() {
    Path path = temporary.resolve("data");
    try (DataDirectory held = DataDirectory.open(path)) {
      assertThatThrownBy(() -> DataDirectory.open(held.path()))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("in use")
          .hasMessageNotContaining("\n");
    }
    DataDirectory.open(path).close();
  }

  @Test
  void secondOpenInProcess_doesNotReleaseLock() throws Exception {
    try (DataDirectory held = DataDirectory.open(temporary.resolve("data"))) {
      assertThatThrownBy(() -> DataDirectory.open(held.path()))
          .hasMessageContaining(
              "is in use by this process, perhaps by another of its applications");

      assertThat(openInAnotherProcess(held.path())).contains("in use by another process");
    }
    assertThat(openInAnotherProcess(temporary.resolve("data"))).isEqualTo("opened");
  }

  /** The settings reject a system property with other characters that contains the product. */
  @Test
  void open_setsNoPropertyResemblingSetting() {
    try (DataDirectory held = DataDirectory.open(temporary.resolve("data"))) {
      assertThat(held.path()).exists();
      assertThat(System.getProperties().stringPropertyNames())
          .filteredOn(name -> name.startsWith("io.latchkey."))
          .isNotEmpty()
          .allMatch(name -> name.matches("[A-Za-z0-9._-]+"));
    }
  }

  @Test
  void openByAnotherApplication_doesNotReleaseLock() throws Exception {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), temporary.resolve("data"));
    try (DataDirectory held = DataDirectory.open(temporary.resolve("data"));
        OtherApplication other = new OtherApplication()) {
      var open = other.type(DataDirectory.class).getMethod("open", Path.class);

      assertThatThrownBy(() -> open.invoke(null, link))
          .cause()
          .hasMessageContaining(
              "is in use by this process, perhaps by another of its applications");
      assertThat(openInAnotherProcess(held.path())).contains("in use by another process");
    }
  }

  /** Other code, such as a version of Latchkey without the registry of lock files. */
  @Test
  void lockOfOtherCode_isNotReleased() throws Exception {
    Path path = Files.createDirectory(temporary.resolve("data"));
    try (FileChannel channel =
            FileChannel.open(
                path.resolve("latchkey.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();

      assertThatThrownBy(() -> DataDirectory.open(path))
          .hasMessageContaining(
              "is in use by this process, perhaps by another of its applications");
      assertThat(openInAnotherProcess(path)).contains("in use by another process");
    }
  }

  @Test
  void secondClose_keepsLockOfNextOpen() throws Exception {
    Path path = temporary.resolve("data");
    DataDirectory first = DataDirectory.open(path);
    first.close();
    try (DataDirectory next = DataDirectory.open(path)) {
      first.close();

      assertThatThrownBy(() -> DataDirectory.open(next.path()))
          .hasMessageContaining(
              "is in use by this process, perhaps by another of its applications");
    }
  }

  private static String openInAnotherProcess(Path path) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-cp",
                System.getProperty("java.class.path"),
                OpeningProcess.class.getName(),
                path.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader()) {
      return String.valueOf(output.readLine());
    } finally {
      process.waitFor();
    }
  }

  /** Opens a directory, and prints whether it could. */
  static final class OpeningProcess {
    private OpeningProcess() {}

    public static void main(String[] arguments) {
      try (DataDirectory opened = DataDirectory.open(Path.of(arguments[0]))) {
        System.out.println(opened.path().isAbsolute() ? "opened" : "opened a relative path");
      } catch (AuthorityUnavailableException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void file_isNoDirectory() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "x");

    assertThatThrownBy(() -> DataDirectory.open(file))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining(file + " is a file");
    assertThat(file).hasContent("x");
  }

  @Test
  void pathBelowAFile_cannotBeWrittenTo() throws Exception {
    Path file = Files.writeString(temporary.resolve("file"), "x");

    assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("cannot be written to")
        .hasMessageContaining("latchkey.data-dir")
        .hasMessageNotContaining("\n");
  }

  @Test
  void readOnlyDirectory_cannotBeWrittenTo() throws Exception {
    Path path = readOnlyDirectory();

    assertThatThrownBy(() -> DataDirectory.open(path))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageStartingWith("Data directory")
        .hasMessageContaining("cannot be written to")
        .hasMessageContaining("name another with latchkey.data-dir");
  }

  @Test
  void placeWithoutNewDirectories_isNamedAsReason() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc");

    assertThatThrownBy(() -> DataDirectory.open(Path.of("/proc/data")))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("(the directory cannot be created there)");
  }

  /** Root may write wherever there are permissions, but not to what the kernel makes up. */
  private Path readOnlyDirectory() throws Exception {
    if ("root".equals(System.getProperty("user.name"))) {
      Path kernels = Path.of("/proc/self");
      assumeTrue(Files.isDirectory(kernels), "root may write everywhere here");
      return kernels;
    }
    Path path = Files.createDirectory(temporary.resolve("data"));
    Files.writeString(path.resolve("x"), "x");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-x------"));
    return path;
  }

  @Test
  void secret_isCreatedOnceForOwnerOnly() throws Exception {
    Path path = temporary.resolve("data");
    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(directory.secret("psk", () -> "first")).isEqualTo("first");
      assertThat(directory.secret("psk", () -> "second")).isEqualTo("first");
      assertThat(mode(path.resolve("psk"))).isEqualTo("rw-------");
      assertThat(path.resolve("psk")).hasContent("first\n");
    }
    try (DataDirectory directory = DataDirectory.open(path)) {
      assertThat(directory.secret("psk", () -> "third")).isEqualTo("first");
    }
  }

  @Test
  void handwrittenSecret_isReadWithoutLineEnd() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      Files.writeString(directory.path().resolve("psk"), "given\r\n");

      assertThat(directory.secret("psk", () -> "fresh")).isEqualTo("given");
      assertThat(directory.path().resolve("psk")).hasContent("given\r\n");
    }
  }

  @Test
  void byteOrderMarkBeforeSecret_isDropped() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      Files.writeString(directory.path().resolve("ca.pass"), "\uFEFFgiven\n");

      assertThat(directory.secret("ca.pass", () -> "fresh")).isEqualTo("given");
    }
  }

  @Test
  void emptySecret_isNotReplaced() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      Path file = Files.writeString(directory.path().resolve("psk"), "\n");

      assertThatThrownBy(() -> directory.secret("psk", () -> "fresh"))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("psk is empty");
      assertThat(file).hasContent("\n");
    }
  }

  @Test
  void leftoverOfAnInterruptedWrite_isNoHindrance() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      Files.writeString(directory.path().resolve(".latchkey.1.new"), "half");

      assertThat(directory.secret("psk", () -> "whole")).isEqualTo("whole");
      assertThat(directory.existingSecret("psk")).contains("whole");
    }
  }

  @Test
  void nameWithPath_isRejected() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      assertThatThrownBy(() -> directory.secret("../psk", () -> "x"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
