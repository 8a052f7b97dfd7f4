package io.latchkey.base.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileReplacementTest {
  @TempDir Path directory;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void committed_hasModesAndLeavesNothingElse() throws Exception {
    Path secret = directory.resolve("a.key");
    Path open = directory.resolve("a.crt");

    try (FileReplacement replacement = new FileReplacement()) {
      replacement.addSecret(secret, "key".getBytes(UTF_8));
      replacement.add(open, "certificate".getBytes(UTF_8));
      replacement.commit();
    }

    assertThat(secret).hasContent("key");
    assertThat(mode(secret)).isEqualTo("rw-------");
    assertThat(open).hasContent("certificate");
    assertThat(mode(open)).isEqualTo("rw-r--r--");
    assertThat(names()).containsExactly("a.crt", "a.key");
  }

  @Test
  void existingFile_isReplacedAsAWhole() throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "a much longer old content");

    FileReplacement.write(file, "new".getBytes(UTF_8));

    assertThat(file).hasContent("new");
  }

  @Test
  void replacedSecretFile_isReadableByOwnerOnly() throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    try (FileReplacement replacement = new FileReplacement()) {
      replacement.addSecret(file, "new".getBytes(UTF_8));
      replacement.commit();
    }

    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void unwritableSecondFile_leavesFirstUnchanged() throws Exception {
    Path first = Files.writeString(directory.resolve("first"), "old");
    Path second = directory.resolve("missing").resolve("second");

    assertThatThrownBy(
            () -> {
              try (FileReplacement replacement = new FileReplacement()) {
                replacement.addSecret(first, "new".getBytes(UTF_8));
                replacement.add(second, "new".getBytes(UTF_8));
                replacement.commit();
              }
            })
        .isInstanceOf(FileSystemException.class)
        .hasMessage(second + ": there is no such directory");

    assertThat(first).hasContent("old");
    assertThat(names()).containsExactly("first");
  }

  @Test
  void directoryInsteadOfFile_isReported() throws Exception {
    Path file = Files.createDirectory(directory.resolve("a"));

    assertThatThrownBy(() -> FileReplacement.write(file, new byte[1]))
        .hasMessage(file + ": is a directory");
  }

  @Test
  void notCommitted_changesNothing() throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "old");

    try (FileReplacement replacement = new FileReplacement()) {
      replacement.add(file, "new".getBytes(UTF_8));
    }

    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a");
  }

  @Test
  void symbolicLinks_areFollowed() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

    FileReplacement.write(link, "new".getBytes(UTF_8));

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(file).hasContent("new");
  }

  @Test
  void danglingLink_createsItsTarget() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

    FileReplacement.write(link, "new".getBytes(UTF_8));

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(directory.resolve("file")).hasContent("new");
  }

  @Test
  void loopOfLinks_isReported() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("link"));

    assertThatThrownBy(() -> FileReplacement.write(link, new byte[1]))
        .hasMessage(link + ": is a loop of symbolic links");
  }

  @Test
  void nameOfTheGreatestLength_isWritten() throws Exception {
    Path file = directory.resolve("a".repeat(255));

    FileReplacement.write(file, "new".getBytes(UTF_8));

    assertThat(file).hasContent("new");
  }

  @ParameterizedTest
  @CsvSource({
    "false, rw-r-----, rw-r-----",
    "false, rw-rw-rw-, rw-rw-rw-",
    "false, r--r--r--, r--r--r--",
    "true, r--------, r--------",
    "true, rw-r-----, rw-r-----",
    "true, rw-r--r--, rw-------",
    "true, rw-rw----, rw-------",
    "true, rw------x, rw-------"
  })
  void replacedFile_keepsModeUnlessSecretIsExposed(boolean secret, String before, String after)
      throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(before));
    Path link = Files.createSymbolicLink(directory.resolve("link"), file);

    try (FileReplacement replacement = new FileReplacement()) {
      if (secret) {
        replacement.addSecret(link, "new".getBytes(UTF_8));
      } else {
        replacement.add(link, "new".getBytes(UTF_8));
      }
      replacement.commit();
    }

    assertThat(file).hasContent("new");
    assertThat(mode(file)).isEqualTo(after);
  }

  /** Needs a superuser, who may give files away. */
  @Test
  void replacedFile_keepsOwnerAndGroup() throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "old");
    assumeTrue(Files.getOwner(file).getName().equals("root"), "only root may give files away");
    Files.setAttribute(file, "unix:uid", 12_345);
    Files.setAttribute(file, "unix:gid", 23_456);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    try (FileReplacement replacement = new FileReplacement()) {
      replacement.addSecret(file, "new".getBytes(UTF_8));
      replacement.commit();
    }

    assertThat(Files.readAttributes(file, "unix:uid,gid"))
        .containsEntry("uid", 12_345)
        .containsEntry("gid", 23_456);
    assertThat(mode(file)).isEqualTo("rw-r-----");
  }

  /** The same rule rejects devices; a superuser could replace {@code /dev/null}. */
  @Test
  void socket_isRejectedAndKept() throws Exception {
    Path socket = directory.resolve("socket");
    try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.bind(UnixDomainSocketAddress.of(socket));

      assertThatThrownBy(() -> FileReplacement.write(socket, "new".getBytes(UTF_8)))
          .isInstanceOf(FileSystemException.class)
          .hasMessageEndingWith("is a device, pipe or socket");
      assertThat(Files.isRegularFile(socket)).isFalse();
      assertThat(names()).containsExactly("socket");
    }
  }

  @Test
  void createSecret_isOwnerOnlyAndNeverOverwrites() throws Exception {
    Path file = directory.resolve("psk");

    FileReplacement.createSecret(file, "first".getBytes(UTF_8));

    assertThat(mode(file)).isEqualTo("rw-------");
    assertThatThrownBy(() -> FileReplacement.createSecret(file, "second".getBytes(UTF_8)))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).hasContent("first");
    assertThat(names()).containsExactly("psk");
  }

  @Test
  void createSecret_leavesOtherFilesAlone() throws Exception {
    Path other = Files.writeString(directory.resolve("store.new"), "of another program");

    FileReplacement.createSecret(directory.resolve("store"), "secret".getBytes(UTF_8));

    assertThat(other).hasContent("of another program");
    assertThat(names()).containsExactlyInAnyOrder("store", "store.new");
  }

  @Test
  void failedCreateSecret_removesItsTemporaryFile() throws Exception {
    assertThatThrownBy(
            () ->
                FileReplacement.createSecret(
                    directory.resolve("store"),
                    out -> {
                      throw new IOException("as the test wants it");
                    }))
        .hasMessage("as the test wants it");

    assertThat(names()).isEmpty();
  }

  @Test
  void createSecret_keepsFileThatAppearsMeanwhile() throws Exception {
    Path file = directory.resolve("store");

    assertThatThrownBy(
            () ->
                FileReplacement.createSecret(
                    file,
                    out -> {
                      out.write(1);
                      Files.writeString(file, "of another program");
                    }))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(file + ": it already exists");

    assertThat(file).hasContent("of another program");
    assertThat(names()).containsExactly("store");
  }

  @Test
  void createSecret_keepsDanglingLink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));

    assertThatThrownBy(() -> FileReplacement.createSecret(link, "secret".getBytes(UTF_8)))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(link + ": it is a symbolic link to a missing file");

    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(names()).containsExactly("link");
  }

  @Test
  void errorInCreateSecret_removesItsTemporaryFile() throws Exception {
    assertThatThrownBy(
            () ->
                FileReplacement.createSecret(
                    directory.resolve("store"),
                    out -> {
                      throw new OutOfMemoryError("as the test wants it");
                    }))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(names()).isEmpty();
  }

  /** Creates a secret and never ends. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] arguments) throws Exception {
      FileReplacement.createSecret(
          Path.of(arguments[0]),
          out -> {
            System.out.println("writing");
            new Semaphore(0).acquireUninterruptibly();
          });
    }
  }

  @Test
  void processThatIsTerminated_leavesNoTemporaryFile() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                directory.resolve("store").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("writing");
    assertThat(names()).hasSize(1);

    process.destroy();
    process.onExit().join();

    assertThat(names()).isEmpty();
  }

  @Test
  void twoContentsForOneFile_areRejected() throws Exception {
    Path file = Files.writeString(directory.resolve("a"), "old");
    Path otherName = Files.createSymbolicLink(directory.resolve("here"), directory).resolve("a");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("a"));

    for (Path same : List.of(file, otherName, link)) {
      try (FileReplacement replacement = new FileReplacement()) {
        replacement.addSecret(file, "key".getBytes(UTF_8));

        assertThatThrownBy(() -> replacement.add(same, "certificate".getBytes(UTF_8)))
            .isInstanceOf(FileSystemException.class)
            .hasMessageEndingWith(": cannot be written: two contents are for this file");
      }
    }
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("a", "here", "link");
  }

  @Test
  void sameNameInTwoDirectories_isAnotherFile() throws Exception {
    Path file = directory.resolve("a");
    Path other = Files.createDirectory(directory.resolve("sub")).resolve("a");

    assertThat(FileTarget.isSame(file, other)).isFalse();
    assertThat(FileTarget.isSame(file, directory.resolve("sub/../a"))).isTrue();
  }
}
