package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.CollectedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Warnings about the configuration that an operator gets once for each application. */
class OperatorWarningsIT {
  private static final String IGNORED = "which is ignored, because latchkey.trusted-proxies";

  @TempDir Path dir;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private List<String> lines(String text) {
    return log.lines().stream().filter(line -> line.contains(text)).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "X-Forwarded-For, 192.0.2.1",
    "X-Forwarded-For, '192.0.2.1, 198.51.100.7'",
    "Forwarded, for=192.0.2.1",
    "x-forwarded-for, nonsense",
  })
  void forwardedHeaderOfUntrustedPeer_logsOneWarning(String name, String value) throws Exception {
    String header = name + ": " + value;
    try (TestServer server = TestServer.builder().servlet("/*", new WhoServlet()).start()) {
      server.request("GET /ca/cert");
      assertThat(lines(IGNORED)).isEmpty();
      for (int n = 0; n < 20; n++) {
        server.request("GET /ca/cert", header);
        server.request("GET /x", header, "Authorization: Bearer " + Tokens.forged());
      }
    }
    assertThat(lines(IGNORED))
        .singleElement()
        .asString()
        .containsIgnoringCase("A request from \"127.0.0.1\" has the header " + name)
        .contains("add the address to latchkey.trusted-proxies")
        .doesNotContain(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.0/8", "127.0.0.1"})
  void forwardedHeaderOfTrustedProxy_logsNoWarning(String proxies) throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.trusted-proxies", proxies)
            .servlet("/*", new WhoServlet())
            .start()) {
      server.request("GET /ca/cert", "X-Forwarded-For: 192.0.2.1");
    }
    assertThat(lines(IGNORED)).isEmpty();
  }

  @Test
  void forwardedHeaderOfUntrustedPeer_logsWarning() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.trusted-proxies", "10.0.0.0/8")
            .servlet("/*", new WhoServlet())
            .start()) {
      server.request("GET /ca/cert", "X-Forwarded-For: 192.0.2.1");
    }
    assertThat(lines(IGNORED)).hasSize(1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void exposedPskFile_givesOneWarningPerFile() throws Exception {
    Path file = mode(Files.writeString(dir.resolve("psk"), Tokens.PSK), "rw-r--r--");
    try (TestServer server =
        TestServer.unconfigured()
            .param("latchkey.psk", "file:" + file)
            .servlet("/*", new WhoServlet())
            .start()) {
      assertThat(server.isRunning()).isTrue();
      assertThat(lines("chmod 600"))
          .singleElement()
          .asString()
          .contains(file + " with the value of latchkey.psk has mode 0644");

      Path next = mode(Files.writeString(dir.resolve("next"), "another key"), "rw-rw-r--");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      await().untilAsserted(() -> assertThat(lines("has mode 0664")).hasSize(1));
    }
    assertThat(String.join("", log.lines())).doesNotContain(Tokens.PSK);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void exposedSettingsFileWithPsk_givesWarning() throws Exception {
    Path file =
        mode(
            Files.writeString(dir.resolve("latchkey.properties"), "latchkey.psk=" + Tokens.PSK),
            "rw-r--r--");
    try (TestServer server =
        TestServer.unconfigured().param("latchkey.data-dir", dir.toString()).start()) {
      assertThat(server.isRunning()).isTrue();
    }
    assertThat(lines("chmod 600 " + file)).hasSize(1);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void fileForTheOwnerAlone_givesNoWarning() throws Exception {
    Path file = mode(Files.writeString(dir.resolve("psk"), Tokens.PSK), "rw-------");
    try (TestServer server =
        TestServer.unconfigured().param("latchkey.psk", "file:" + file).start()) {
      assertThat(server.isRunning()).isTrue();
    }
    assertThat(lines("chmod")).isEmpty();
  }

  private static Path mode(Path file, String mode) throws Exception {
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }
}
