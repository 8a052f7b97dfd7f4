package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.filter.Tokens;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.TokenSigner;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions for every attribute, of both kinds: what each has an effect on shows the value. */
class ExpressionsIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @TempDir Path folder;

  private TestServer start(Class<?> definition) throws Exception {
    return TestServer.unconfigured(folder)
        .classes(definition, ExpressedSettings.Values.class)
        .start();
  }

  private static TokenSigner signer(String psk, Duration offset) {
    return TokenSigner.of(
        PreSharedKey.of(psk),
        new KeyDerivation(ExpressedSettings.ITERATIONS),
        Clock.offset(Clock.systemUTC(), offset));
  }

  /** A token of the public key for {@code /who}, with claims changed; null takes one away. */
  private static String publicKeyToken(String claim, String value) throws Exception {
    PrivateKey key =
        KeyFactory.getInstance("EdDSA")
            .generatePrivate(
                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(ExpressedSettings.PRIVATE_KEY)));
    Map<String, Object> claims =
        new HashMap<>(
            Map.of(
                "sub", "jane",
                "iss", ExpressedSettings.ISSUER,
                "aud", ExpressedSettings.AUDIENCE,
                "prefix", "who",
                "teams", "admin",
                "roles", "service"));
    claims.put(claim, value);
    return PrivateKeyTokenSigner.of(key, Optional.empty(), Clock.systemUTC()).sign(claims, MINUTE);
  }

  private static void assertRejected(HttpResponse<String> response, int status, String reason) {
    assertThat(response.body()).endsWith("\"reason\":\"" + reason + "\"}\n");
    assertThat(response.statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(classes = {ExpressedSettings.Immediate.class, ExpressedSettings.Deferred.class})
  void pskAndIterations_comeFromBean(Class<?> definition) throws Exception {
    TokenSigner psk = signer(Tokens.PSK, Duration.ZERO);
    TokenSigner previous = signer(ExpressedSettings.PREVIOUS_PSK, Duration.ZERO);
    TokenSigner late = signer(Tokens.PSK, Duration.ofSeconds(-70));
    try (TestServer server = start(definition)) {
      assertRejected(server.get("/app/who"), 401, "missing");
      assertThat(server.get("/app/who", psk.sign(Map.of("sub", "worker-1"))).body())
          .isEqualTo("worker-1 by psk service=true admin=false");
      assertThat(server.get("/app/who", previous.sign(Map.of("sub", "worker-2"))).statusCode())
          .isEqualTo(200);
      assertRejected(server.get("/app/who", Tokens.of("other iterations")), 401, "signature");
      assertRejected(server.get("/app/who", late.sign(Map.of(), MINUTE)), 401, "expired");
      assertRejected(
          server.get("/app/who", psk.sign(Map.of(), Duration.ofMinutes(11))), 401, "unsupported");
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {ExpressedSettings.Immediate.class, ExpressedSettings.Deferred.class})
  void publicKeyAndRules_comeFromBean(Class<?> definition) throws Exception {
    try (TestServer server = start(definition)) {
      String good = publicKeyToken("sub", "jane");

      assertThat(server.get("/app/who", good).body())
          .isEqualTo("jane by public-key service=false admin=true");
      assertRejected(
          server.get("/app/who", publicKeyToken("iss", "https://other.test")), 401, "issuer");
      assertRejected(server.get("/app/who", publicKeyToken("aud", "payments")), 401, "audience");
      assertRejected(server.get("/app/who", publicKeyToken("prefix", "open")), 403, "prefix");
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {ExpressedSettings.Immediate.class, ExpressedSettings.Deferred.class})
  void rulesForRequests_areThoseOfTheBean(Class<?> definition) throws Exception {
    String token = signer(Tokens.PSK, Duration.ZERO).sign(Map.of("sub", "worker-1"));
    try (TestServer server = start(definition)) {
      assertThat(server.get("/app/open").statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who;x", token).statusCode()).isEqualTo(200);
      assertThat(
              server
                  .send(
                      "OPTIONS",
                      "/app/who",
                      "Origin",
                      "https://page.test",
                      "Access-Control-Request-Method",
                      "GET")
                  .statusCode())
          .isEqualTo(200);
      for (int n = 0; n < 20; n++) {
        assertRejected(badTokenFrom("192.0.2.1", server), 401, "malformed");
      }
      assertRejected(badTokenFrom("192.0.2.1", server), 429, "throttled");
      assertRejected(badTokenFrom("192.0.2.2", server), 401, "malformed");
    }
  }

  private static HttpResponse<String> badTokenFrom(String address, TestServer server)
      throws Exception {
    return server.send("GET", "/app/who", "X-Forwarded-For", address, "Authorization", "Bearer x");
  }

  @Test
  void auth_canBeDisabledByAnImmediateExpression() throws Exception {
    try (TestServer server = start(Definitions.DisabledByExpression.class)) {
      assertThat(server.get("/app/who").body()).isEqualTo("null service=false admin=false");
    }
  }

  @Test
  void invalidImmediateExpressionValue_stopsTheStart() {
    assertThatThrownBy(() -> start(Definitions.BadConcurrency.class))
        .hasStackTraceContaining("latchkey.kdf-concurrency");
    assertThatThrownBy(() -> start(Definitions.BadCertificateTokens.class))
        .hasStackTraceContaining("latchkey.accept-certificate-signed-tokens");
  }
}
