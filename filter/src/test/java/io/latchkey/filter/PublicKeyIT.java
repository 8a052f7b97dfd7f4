package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where public keys come from, and what else the settings say about their tokens. */
class PublicKeyIT {
  @TempDir Path dir;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private static TestServer server(String publicKey) throws Exception {
    return TestServer.unconfigured()
        .param("latchkey.public-key", publicKey)
        .servlet("/*", new WhoServlet())
        .start();
  }

  private static void assertAdmits(String publicKey) throws Exception {
    try (TestServer server = server(publicKey)) {
      assertThat(server.get("/x", KeyTokens.of(Map.of("sub", "w"))).body()).startsWith("w ");
      assertThat(server.get("/x", Tokens.of("worker-1")).reason()).isEqualTo("unsupported");
    }
  }

  @Test
  void publicKeyAlone_startsServerInAnyForm() throws Exception {
    Path file = Files.writeString(dir.resolve("key.pem"), KeyTokens.pem());
    String pem = KeyTokens.pem();

    assertAdmits(pem);
    assertAdmits(file.toString());
    assertAdmits("file:" + file);
    assertAdmits(KeyTokens.oneLine());
    assertAdmits(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    assertAdmits(KeyTokens.pem(KeyTokens.newPair()) + ", " + file);
  }

  @Test
  void keyId_picksTheKey() throws Exception {
    KeyPair other = KeyTokens.newPair();
    Path file = Files.writeString(dir.resolve("other.pem"), KeyTokens.pem(other));
    try (TestServer server = server("a=" + KeyTokens.oneLine() + ", b=" + file)) {
      String good = KeyTokens.of(other, Map.of("kid", "b"), Map.of("sub", "w"));
      String wrong = KeyTokens.of(other, Map.of("kid", "a"), Map.of("sub", "w"));

      assertThat(server.get("/x", good).body()).startsWith("w ");
      assertThat(server.get("/x", wrong).reason()).isEqualTo("signature");
    }
  }

  @Test
  void preSharedAndPublicKey_areTakenTogether() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.public-key", KeyTokens.pem())
            .param("latchkey.issuer", "i")
            .servlet("/*", new WhoServlet())
            .start()) {
      assertThat(server.get("/x", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
      assertThat(server.get("/x", KeyTokens.of(Map.of("sub", "w", "iss", "i"))).body())
          .startsWith("w ");
      assertThat(server.get("/x", KeyTokens.of(Map.of("sub", "w"))).reason()).isEqualTo("issuer");
    }
  }

  @Test
  void publicKeyToken_hasOnlyRolesItCarries() throws Exception {
    TestServer.Handler roles =
        (request, response) ->
            response
                .getWriter()
                .print(request.isUserInRole("service") + " " + request.isUserInRole("admin"));
    try (TestServer server =
        TestServer.unconfigured()
            .param("latchkey.public-key", KeyTokens.pem())
            .servlet("/*", roles)
            .start()) {
      assertThat(server.get("/x", KeyTokens.of(Map.of())).body()).isEqualTo("false false");
      assertThat(server.get("/x", KeyTokens.of(Map.of("role", "admin"))).body())
          .isEqualTo("false true");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latchkey.public-key | /no/such/key.pem | file /no/such/key.pem cannot be read",
        "latchkey.public-key | , | has no entries",
        "latchkey.issuer | https://i | set latchkey.public-key too",
        "latchkey.audience | a | set latchkey.public-key, latchkey.trusted-ca or latchkey.accept-certificate-signed-tokens too",
        "latchkey.prefix-check | true | set latchkey.public-key too",
        "latchkey.prefix-check | on | must be true or false",
      })
  void badSetting_stopsTheStart(String name, String value, String problem) throws Exception {
    try (TestServer server = TestServer.builder().param(name, value).start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(logged()).contains(name).contains(problem);
  }

  @Test
  void privateKey_stopsStartAndIsNotLogged() throws Exception {
    String pem = KeyTokens.privatePem();
    Path file = Files.writeString(dir.resolve("private.pem"), pem);

    assertStops(pem, "has an entry that contains a private key");
    assertStops(file.toString(), "names the file " + file + ", which contains a private key");

    assertThat(logged()).doesNotContain(pem.lines().skip(1).findFirst().orElseThrow());
  }

  @Test
  void idForTwoKeys_stopsTheStart() throws Exception {
    String other = KeyTokens.pem(KeyTokens.newPair());
    Path both = Files.writeString(dir.resolve("both.pem"), KeyTokens.pem() + other);

    assertStops("a=" + KeyTokens.oneLine() + ",a=" + other, "gives the id 'a' to two keys");
    assertStops("a=" + both, "contains several keys; an id can name only one key");
  }

  private void assertStops(String publicKey, String problem) throws Exception {
    try (TestServer server = server(publicKey)) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(logged()).contains(problem);
  }

  private String logged() {
    return String.join("", log.lines());
  }
}
