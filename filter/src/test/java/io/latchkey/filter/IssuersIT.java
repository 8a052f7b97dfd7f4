package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.VerifiedToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Named issuers, JWK sets, and keys in certificates, as the settings have them. */
class IssuersIT {
  private static final String CORP = "latchkey.issuers.corp.";
  private static final String X5T =
      Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
  private static final TestServer.Handler CALLER =
      (request, response) -> {
        VerifiedToken caller = (VerifiedToken) request.getUserPrincipal();
        response
            .getWriter()
            .print(
                caller.name()
                    + " "
                    + caller.roles()
                    + " "
                    + caller.verifiedBy()
                    + " "
                    + caller.allowsCertificateSigning());
      };

  @TempDir Path dir;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private static TestServer.Builder corp() {
    return TestServer.unconfigured()
        .param(CORP + "public-key", "k1=" + KeyTokens.oneLine())
        .param(CORP + "issuer", "https://corp")
        .param(CORP + "roles-claim", "realm.roles")
        .servlet("/*", CALLER);
  }

  private static String jwkSet(KeyPair pair, String id) throws Exception {
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
    jwk.setKeyId(id);
    return "{\"keys\":[" + jwk.toJson() + "]}";
  }

  @Test
  void namedIssuerAlone_startsTheServer() throws Exception {
    String token =
        KeyTokens.of(
            Map.of(
                "iss", "https://corp", "sub", "w", "realm", Map.of("roles", "r"), "roles", "no"));
    try (TestServer server = corp().start()) {
      assertThat(server.get("/x", token).body()).isEqualTo("w [r] corp/k1 false");
      assertThat(server.get("/x", KeyTokens.of(Map.of("sub", "w"))).reason()).isEqualTo("issuer");
    }
  }

  @Test
  void issuer_inheritsAudienceAndPassesSigningPermission() throws Exception {
    try (TestServer server =
        corp()
            .param(CORP + "allow-certificate-signing", "true")
            .param("latchkey.audience", "orders")
            .start()) {
      Map<String, ?> claims = Map.of("iss", "https://corp", "sub", "w", "aud", "orders");

      assertThat(server.get("/x", KeyTokens.of(claims)).body()).isEqualTo("w [] corp/k1 true");
      assertThat(server.get("/x", KeyTokens.of(Map.of("iss", "https://corp"))).reason())
          .isEqualTo("audience");
    }
  }

  @Test
  void changedJwkSetFile_isReloaded() throws Exception {
    KeyPair next = KeyTokens.newPair();
    Path file = Files.writeString(dir.resolve("keys.json"), jwkSet(next, "k0"));
    String token = KeyTokens.of(next, Map.of("kid", "k1"), Map.of("sub", "w"));
    try (TestServer server =
        TestServer.unconfigured()
            .param("latchkey.public-key", file.toString())
            .servlet("/*", CALLER)
            .start()) {
      assertThat(server.get("/x", token).reason()).isEqualTo("signature");

      Files.writeString(file, jwkSet(next, "k1"));

      await().until(() -> server.get("/x", token).body().equals("w [] k1 true"));
    }
  }

  @Test
  void unavailableSet_doesNotStopTheStart() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.public-key", "https://127.0.0.1:1/keys?secret=s")
            .servlet("/*", CALLER)
            .start()) {
      assertThat(server.get("/x", Tokens.of("worker-1")).body())
          .isEqualTo("worker-1 [service] psk true");
      String token = KeyTokens.of(KeyTokens.newPair(), Map.of("kid", "k"), Map.of());
      assertThat(server.get("/x", token).reason()).isEqualTo("unsupported");
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("https://127.0.0.1:1/keys"))
        .singleElement()
        .asString()
        .contains("The fetch is repeated every minute")
        .doesNotContain("secret=s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latchkey.public-key | http://idp.test/keys | has an entry that is not an https URL",
        "latchkey.issuers.corp.issuer | https://corp | latchkey.issuers.corp.public-key is not set",
        "latchkey.issuers.corp.public-key | /no/key.pem | file /no/key.pem cannot be read",
        "latchkey.issuers.corp.isuer | x | did you mean latchkey.issuers.corp.issuer?",
        "latchkey.accept-certificate-signed-tokens | yes | must be true or false",
      })
  void badSetting_stopsTheStart(String name, String value, String problem) throws Exception {
    assertStops(TestServer.builder().param(name, value), problem);
  }

  @Test
  void contradictorySettings_stopTheStart() throws Exception {
    assertStops(corp().param("latchkey.issuer", "https://corp"), "set latchkey.public-key too");
    assertStops(
        corp()
            .param("latchkey.issuer", "https://corp")
            .param("latchkey.public-key", KeyTokens.pem()),
        "is also the issuer of another setting");
    assertStops(corp().param(CORP + "allow-certificate-signing", "maybe"), "must be true or false");
    assertStops(
        corp()
            .param("latchkey.accept-certificate-signed-tokens", "true")
            .param("latchkey.prefix-check", "true"),
        "cannot be combined with latchkey.accept-certificate-signed-tokens");
  }

  private void assertStops(TestServer.Builder builder, String problem) throws Exception {
    try (TestServer server = builder.start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines())).contains(problem);
  }

  @Test
  void certificateTokens_areAcceptedOnlyIfEnabled() throws Exception {
    KeyPair pair = KeyTokens.newPair();
    CertificateKeys keys =
        sha256 ->
            Optional.of(
                new CertificateKey(
                    pair.getPublic(),
                    "worker-7",
                    Instant.EPOCH,
                    Instant.parse("2100-01-01T00:00:00Z")));
    String token = KeyTokens.of(pair, Map.of("x5t#S256", X5T), Map.of("roles", "admin"));
    for (String on : new String[] {"true", "false"}) {
      try (TestServer server =
          TestServer.builder()
              .param("latchkey.accept-certificate-signed-tokens", on)
              .context(
                  context ->
                      context.addServletContainerInitializer(
                          (classes, servlet) ->
                              servlet.setAttribute(ContextAttributes.CERTIFICATE_KEYS, keys),
                          java.util.Set.of()))
              .servlet("/*", CALLER)
              .start()) {
        if (on.equals("true")) {
          assertThat(server.get("/x", token).body())
              .isEqualTo("worker-7 [service] certificate false");
        } else {
          assertThat(server.get("/x", token).reason()).isEqualTo("unsupported");
        }
      }
    }
  }

  @Test
  void missingAuthority_rejectsCertificateTokensAndLogsWhy() throws Exception {
    String token = KeyTokens.of(KeyTokens.newPair(), Map.of("x5t#S256", X5T), Map.of());
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.accept-certificate-signed-tokens", "true")
            .servlet("/*", CALLER)
            .start()) {
      assertThat(server.get("/x", token).reason()).isEqualTo("busy");
      assertThat(server.get("/x", token).reason()).isEqualTo("busy");
    }
    assertThat(log.lines()).filteredOn(line -> line.contains("has no certificate")).hasSize(1);
  }
}
