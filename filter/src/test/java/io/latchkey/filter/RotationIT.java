package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that are changed in their files while the application runs. */
class RotationIT {
  private static final Duration TAKEN_UP = Duration.ofSeconds(5);
  private static final String NEXT = "the key that all have from now on";

  @TempDir Path dir;
  @AutoClose private final LogCapture log = LogCapture.open();

  private static void replace(Path file, String content) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void awaitBody(TestServer server, String token, String start) {
    await()
        .atMost(TAKEN_UP)
        .untilAsserted(() -> assertThat(server.get("/x", token).body()).startsWith(start));
  }

  private static TestServer.Builder server(String name, Path file) {
    return TestServer.unconfigured().param(name, "file:" + file).servlet("/*", new WhoServlet());
  }

  @Test
  void pskFileReplaced_isTakenUpAndTheOldKeysTokensAreRefused() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), Tokens.PSK);
    String old = Tokens.of("worker-1");
    String next = Tokens.signer(NEXT).sign(Map.of("sub", "worker-2"));
    try (TestServer server = server("latchkey.psk", file).start()) {
      assertThat(server.get("/x", old).body()).startsWith("worker-1 ");

      replace(file, NEXT);

      awaitBody(server, next, "worker-2 ");
      assertThat(server.get("/x", old).reason()).isEqualTo("signature");
    }
    assertThat(log.lines()).filteredOn(line -> line.contains("Took up keys")).hasSize(1);
    assertThat(String.join("", log.lines())).doesNotContain(NEXT).doesNotContain(Tokens.PSK);
  }

  @Test
  void previousPsk_overlapsUntilItsFileHoldsAnotherKey() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), Tokens.PSK);
    Path previous = Files.writeString(dir.resolve("previous"), Tokens.PSK);
    String old = Tokens.of("worker-1");
    try (TestServer server =
        server("latchkey.psk", file).param("latchkey.previous-psk", "file:" + previous).start()) {
      replace(file, NEXT);
      awaitBody(server, Tokens.signer(NEXT).sign(Map.of("sub", "worker-2")), "worker-2 ");
      assertThat(server.get("/x", old).body()).startsWith("worker-1 ");

      replace(previous, NEXT);

      awaitBody(server, old, "{");
      assertThat(server.get("/x", old).reason()).isEqualTo("signature");
    }
  }

  @Test
  void publicKeyFileReplaced_isTakenUp() throws Exception {
    KeyPair next = KeyTokens.newPair();
    Path file = Files.writeString(dir.resolve("key.pem"), KeyTokens.pem());
    String old = KeyTokens.of(Map.of("sub", "w"));
    try (TestServer server = server("latchkey.public-key", file).start()) {
      assertThat(server.get("/x", old).body()).startsWith("w ");

      replace(file, KeyTokens.pem(next));

      awaitBody(server, KeyTokens.of(next, Map.of(), Map.of("sub", "v")), "v ");
      assertThat(server.get("/x", old).reason()).isEqualTo("signature");
    }
  }

  @Test
  void brokenFile_keepsTheOldKeyWithOneLineThatDoesNotShowIt() throws Exception {
    Path file = Files.writeString(dir.resolve("key.pem"), KeyTokens.pem());
    String token = KeyTokens.of(Map.of("sub", "w"));
    try (TestServer server = server("latchkey.public-key", file).start()) {
      replace(file, KeyTokens.privatePem());

      await()
          .atMost(TAKEN_UP)
          .until(() -> log.lines().stream().anyMatch(line -> line.contains("stay as they are")));
      assertThat(server.get("/x", token).body()).startsWith("w ");
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("stay as they are"))
        .singleElement()
        .asString()
        .contains("latchkey.public-key")
        .contains("which holds a private key")
        .doesNotContain(KeyTokens.privatePem().lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void stoppedApplication_leavesNoThread() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), Tokens.PSK);
    try (TestServer server = server("latchkey.psk", file).start()) {
      assertThat(server.isRunning()).isTrue();
      assertThat(threads()).isEqualTo(1);
    }
    await().until(() -> threads() == 0);
  }

  @Test
  void applicationThatDoesNotStart_leavesNoThread() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), Tokens.PSK);
    try (TestServer server =
        server("latchkey.psk", file).param("latchkey.open-paths", "no path").start()) {
      assertThat(server.isRunning()).isFalse();
      assertThat(threads()).isZero();
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("latchkey-keys"))
        .count();
  }
}
