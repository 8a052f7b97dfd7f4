package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Starts that must not succeed: one line that says why, and an exit status that scripts can use.
 */
class CommandLineIT {
  @TempDir Path folder;

  static Stream<Arguments> wrongUsages() {
    return Stream.of(
        Arguments.of(new String[] {"--prot", "8900"}, "did you mean --port?"),
        Arguments.of(new String[] {"--port", "many"}, "--port"),
        Arguments.of(new String[] {"--port", "65536"}, "from 0 to 65535"),
        Arguments.of(new String[] {"--psk"}, "--psk"),
        Arguments.of(new String[] {"start"}, "belongs to no flag"),
        Arguments.of(new String[] {"--no-tls", "--cert", "a.pem"}, "exclude each other"));
  }

  @ParameterizedTest
  @MethodSource("wrongUsages")
  void wrongUsage_exits2WithOneLine(String[] arguments, String message) {
    assertFails(2, message, Map.of(), arguments);
  }

  @Test
  void help_showsEveryFlagAndExits0() {
    try (LatchkeyProcess help = LatchkeyProcess.launchWar(Map.of(), "--help")) {
      assertThat(help.exitStatus()).isZero();
      assertThat(help.stdout()).contains("--psk", "--ca-cert-key-pass", "--no-tls", "8900");
      assertThat(help.stderr()).isEmpty();
    }
  }

  @Test
  void version_exits0() {
    try (LatchkeyProcess version = LatchkeyProcess.launchWar(Map.of(), "--version")) {
      assertThat(version.exitStatus()).isZero();
      assertThat(version.stdout()).matches("latchkey \\d+\\.\\d+\\.\\d+\\S*\\R");
    }
  }

  @Test
  void unknownVariable_exits1AndNamesTheNearest() {
    assertFails(1, "LATCHKEY_CA_KEY_TYPE", Map.of("LATCHKEY_CA_KEYTYPE", "ed25519"), data());
  }

  @Test
  void badKeyType_exits1AndNamesFlag() {
    assertFails(
        1,
        "(from --ca-key-type): 'dsa' is no key type",
        Map.of(),
        "--ca-key-type",
        "dsa",
        "--data-dir",
        path("data"));
  }

  @Test
  void badConfirmationTime_exits1AndNamesSetting() {
    assertFails(
        1,
        "latchkey.cmp.confirm-within (from environment)",
        Map.of("LATCHKEY_CMP_CONFIRM_WITHIN", "PT9S"),
        "--data-dir",
        path("data"));
  }

  @Test
  void badOpenPath_exits1AndNamesFlag() {
    assertFails(
        1, "--open-paths", Map.of(), "--open-paths", "nonsense", "--data-dir", path("data"));
  }

  @Test
  void invalidPropertiesFile_exits1() throws Exception {
    Path file = Files.createDirectory(folder.resolve("data")).resolve("latchkey.properties");
    Files.writeString(file, "latchkey.ca.common-name=C:\\user");
    assertFails(1, file + " has a '\\u' without four hex digits after it", Map.of(), data());

    Files.writeString(file, "latchkey.data-dir=/elsewhere");
    assertFails(
        1,
        "latchkey.data-dir (from " + file + "): this file is in the data directory",
        Map.of(),
        data());
  }

  @Test
  void missingTemporaryDirectory_exits1WithTheOption() {
    List<String> command =
        LatchkeyProcess.java(
            "-Djava.io.tmpdir=" + path("missing"), "-jar", LatchkeyProcess.WAR.toString());
    try (LatchkeyProcess failed = LatchkeyProcess.run(Map.of(), command)) {
      assertThat(failed.exitStatus()).isEqualTo(1);
      // Later JDKs have a word of their own about it.
      assertThat(
              failed.stderr().lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir")))
          .singleElement()
          .asString()
          .contains("below " + path("missing") + ": there is no such directory")
          .contains("java -Djava.io.tmpdir=DIR");
    }
  }

  @Test
  void absentCryptoProvider_exits1AndNamesJar() {
    assertFails(
        1,
        "(from --crypto-provider): 'accp' is not on the class path; add the jar"
            + " AmazonCorrettoCryptoProvider",
        Map.of(),
        "--crypto-provider",
        "accp",
        "--port",
        "0",
        "--data-dir",
        path("data"));
  }

  @Test
  void missingSecretFile_exits1AndNamesFile() {
    assertFails(
        1, "no-such-file", Map.of(), "--psk", "file:no-such-file", "--data-dir", path("data"));
  }

  @Test
  void certificateWithoutKey_exits1() throws Exception {
    Files.writeString(folder.resolve("own.crt"), "");

    assertFails(1, "--cert-key", Map.of(), "--cert", path("own.crt"), "--data-dir", path("data"));
  }

  @Test
  void dataDirectoryThatIsAFile_exits1() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertFails(
        1,
        file + " is a file, not a directory; name another with latchkey.data-dir",
        Map.of(),
        "--port",
        "0",
        "--data-dir",
        file.toString());
  }

  @Test
  void lostPsk_exits1WithoutGeneratingAnother() throws Exception {
    copyAuthority(folder.resolve("data"), "ca.crt", "ca.pass");

    assertFails(
        1, "contains a CA but no file psk", Map.of(), "--port", "0", "--data-dir", path("data"));

    assertThat(folder.resolve("data/psk")).doesNotExist();
  }

  @Test
  void portInUse_exits1() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertFails(
          1, port, Map.of(), "--host", "localhost", "--port", port, "--data-dir", path("data"));
    }
  }

  @Test
  void lockedDataDirectory_exits1KeepingFirstServer() throws Exception {
    String data = SharedServer.data().toString();

    assertFails(1, "in use by another process", Map.of(), "--port", "0", "--data-dir", data);

    assertThat(SharedServer.client().get("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void corruptedStore_exits1AndOverwritesNothing() throws Exception {
    Path data = folder.resolve("data");
    copyAuthority(data, "ca.crt", "ca.pass", "psk");
    Path store = Files.writeString(data.resolve("latchkey.db"), "not a database");

    assertFails(
        1, "is not a database of SQLite", Map.of(), "--port", "0", "--data-dir", path("data"));
    assertThat(store).hasContent("not a database");
  }

  /** Copies files of a server that has created a CA. */
  private static void copyAuthority(Path to, String... names) throws IOException {
    Files.createDirectory(to);
    for (String name : names) {
      Files.copy(SharedServer.data().resolve(name), to.resolve(name));
    }
  }

  private String[] data() {
    return new String[] {"--port", "0", "--data-dir", path("data")};
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void assertFails(
      int status, String message, Map<String, String> environment, String... arguments) {
    assertFails(status, message, LatchkeyProcess.launch(environment, arguments));
  }

  private static void assertFails(int status, String message, LatchkeyProcess started) {
    try (LatchkeyProcess failed = started) {
      assertThat(failed.exitStatus()).as(failed.stderr()).isEqualTo(status);
      assertThat(failed.stderr().lines()).singleElement().asString().contains(message);
      assertThat(failed.stdout()).isEmpty();
    }
  }
}
