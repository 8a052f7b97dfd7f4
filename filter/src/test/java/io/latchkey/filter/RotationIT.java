package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.CollectedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are changed in their files while the application runs. */
class RotationIT {
  private static final String NEXT = "the key that all have from now on";

  @TempDir Path dir;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private static void replace(Path file, String content) throws IOException {
    Path next = Files.writeString(file.resolveSibling("next"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void awaitBody(TestServer server, String token, String start) {
    await().untilAsserted(() -> assertThat(server.get("/x", token).body()).startsWith(start));
  }

  private static TestServer.Builder server(String name, Path file) {
    return TestServer.unconfigured().param(name, "file:" + file).servlet("/*", new WhoServlet());
  }

  @Test
  void replacedPskFile_rejectsTokensOfOldKey() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), Tokens.PSK);
    String old = Tokens.of("worker-1");
    String next = Tokens.signer(NEXT).sign(Map.of("sub", "worker-2"));
    try (TestServer server = server("latchkey.psk", file).start()) {
      assertThat(server.get("/x", old).body()).startsWith("worker-1 ");

      replace(file, NEXT);

      awaitBody(server, next, "worker-2 ");
      assertThat(server.get("/x", old).reason()).isEqualTo("signature");
    }
    assertThat(log.lines()).filteredOn(line -> line.contains("Reloaded keys")).hasSize(1);
    assertThat(String.join("", log.lines())).doesNotContain(NEXT).doesNotContain(Tokens.PSK);
  }

  @Test
  void previousPsk_isAcceptedUntilItsFileChanges() throws Exception {
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

  @ParameterizedTest
  @ValueSource(strings = {"deleted", "", "\n", "\uFEFF"})
  void previousPskFileDeletedOrEmptied_removesKey(String content) throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), NEXT);
    Path previous = Files.writeString(dir.resolve("previous"), Tokens.PSK);
    String old = Tokens.of("worker-1");
    String next = Tokens.signer(NEXT).sign(Map.of("sub", "worker-2"));
    try (TestServer server =
        server("latchkey.psk", file).param("latchkey.previous-psk", "file:" + previous).start()) {
      assertThat(server.get("/x", old).body()).startsWith("worker-1 ");

      if (content.equals("deleted")) {
        Files.delete(previous);
      } else {
        replace(previous, content);
      }

      awaitBody(server, old, "{");
      assertThat(server.get("/x", old).reason()).isEqualTo("signature");
      assertThat(server.get("/x", next).body()).startsWith("worker-2 ");

      replace(previous, Tokens.PSK);
      awaitBody(server, old, "worker-1 ");
    }
  }

  @Test
  void previousPskFileAddedLater_isRead() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), NEXT);
    Path previous = dir.resolve("previous");
    String old = Tokens.of("worker-1");
    try (TestServer server =
        server("latchkey.psk", file).param("latchkey.previous-psk", "file:" + previous).start()) {
      assertThat(server.get("/x", old).reason()).isEqualTo("signature");

      replace(previous, Tokens.PSK);

      awaitBody(server, old, "worker-1 ");
    }
  }

  @Test
  void unreadablePreviousPsk_keepsKeyAndLogsOnce() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), NEXT);
    Path previous = Files.writeString(dir.resolve("previous"), Tokens.PSK);
    String old = Tokens.of("worker-1");
    try (TestServer server =
        server("latchkey.psk", file).param("latchkey.previous-psk", "file:" + previous).start()) {
      Files.delete(previous);
      Files.createDirectory(previous);

      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("stay in use")));
      assertThat(server.get("/x", old).body()).startsWith("worker-1 ");
    }
    assertThat(log.levelsOf("stay in use")).containsExactly(Level.SEVERE);
    assertThat(log.lines())
        .filteredOn(line -> line.contains("stay in use"))
        .singleElement()
        .asString()
        .contains("latchkey.previous-psk")
        .contains("is a directory");
  }

  @Test
  void brokenPskFile_doesNotKeepRemovedKey() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), NEXT);
    Path previous = Files.writeString(dir.resolve("previous"), Tokens.PSK);
    String old = Tokens.of("worker-1");
    String next = Tokens.signer(NEXT).sign(Map.of("sub", "worker-2"));
    try (TestServer server =
        server("latchkey.psk", file).param("latchkey.previous-psk", "file:" + previous).start()) {
      assertThat(server.get("/x", old).body()).startsWith("worker-1 ");

      replace(file, "");
      Files.delete(previous);

      awaitBody(server, old, "{");
      assertThat(server.get("/x", old).reason()).isEqualTo("signature");
      assertThat(server.get("/x", next).body()).startsWith("worker-2 ");
    }
  }

  @Test
  void brokenPublicKeyFile_keepsOnlyOwnKeys() throws Exception {
    KeyPair second = KeyTokens.newPair();
    Path one = Files.writeString(dir.resolve("one.pem"), KeyTokens.pem());
    Path two = Files.writeString(dir.resolve("two.pem"), KeyTokens.pem(second));
    String removed = KeyTokens.of(Map.of("sub", "w"));
    String kept = KeyTokens.of(second, Map.of(), Map.of("sub", "v"));
    try (TestServer server =
        TestServer.unconfigured()
            .param("latchkey.public-key", one + "," + two)
            .servlet("/*", new WhoServlet())
            .start()) {
      assertThat(server.get("/x", removed).body()).startsWith("w ");

      Files.delete(two);
      replace(one, KeyTokens.pem(KeyTokens.newPair()));

      awaitBody(server, removed, "{");
      assertThat(server.get("/x", removed).reason()).isEqualTo("signature");
      assertThat(server.get("/x", kept).body()).startsWith("v ");
    }
  }

  @Test
  void keyFilesWithByteOrderMark_areRead() throws Exception {
    Path psk = Files.writeString(dir.resolve("psk"), "\uFEFF" + Tokens.PSK + "\n");
    Path key = Files.writeString(dir.resolve("key.pem"), "\uFEFF" + KeyTokens.pem());
    try (TestServer server =
        server("latchkey.psk", psk).param("latchkey.public-key", "file:" + key).start()) {
      assertThat(server.get("/x", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
      assertThat(server.get("/x", KeyTokens.of(Map.of("sub", "w"))).body()).startsWith("w ");
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
  void brokenFile_keepsKeyAndLogsNoSecret() throws Exception {
    Path file = Files.writeString(dir.resolve("key.pem"), KeyTokens.pem());
    String token = KeyTokens.of(Map.of("sub", "w"));
    try (TestServer server = server("latchkey.public-key", file).start()) {
      replace(file, KeyTokens.privatePem());

      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("stay in use")));
      assertThat(server.get("/x", token).body()).startsWith("w ");
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("stay in use"))
        .singleElement()
        .asString()
        .contains("latchkey.public-key")
        .contains("which contains a private key")
        .doesNotContain(KeyTokens.privatePem().lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void stoppedApplication_leavesNoThread() throws Exception {
    Path file = Files.writeString(dir.resolve("psk"), Tokens.PSK);
    try (TestServer server = server("latchkey.psk", file).start()) {
      assertThat(server.isRunning()).isTrue();
      assertThat(threads()).isEqualTo(2);
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
        .filter(thread -> thread.getName().equals("latchkey-reload"))
        .count();
  }
}
