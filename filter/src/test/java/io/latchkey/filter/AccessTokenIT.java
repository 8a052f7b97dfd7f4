package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.tokens.CertificateKeys;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens as identity providers shape them, sent to a running filter. */
class AccessTokenIT {
  private static final String TYPE = "latchkey.token-type";
  private static final Map<String, String> MICROSOFT =
      Map.of("typ", "JWT", "x5t", "nOo3ZDrODXEK1jKWhXslHR_KXEg", "kid", "k1");
  private static final Map<String, String> KEYCLOAK = Map.of("typ", "at+jwt", "kid", "k1");

  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private static TestServer.Builder server() {
    return TestServer.unconfigured()
        .param("latchkey.public-key", "k1=" + KeyTokens.oneLine())
        .param("latchkey.issuer", "https://idp")
        .param("latchkey.audience", "orders")
        .servlet("/*", (request, response) -> response.getWriter().print("in"));
  }

  private static Map<String, Object> claims() {
    return new HashMap<>(
        Map.of(
            "iss", "https://idp",
            "aud", "orders",
            "sub", "jane",
            "client_id", "shop",
            "iat", 1700000000,
            "jti", "1"));
  }

  private static String token(Map<String, String> header, Map<String, ?> claims) {
    return KeyTokens.of(KeyTokens.PAIR, header, claims);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void thumbprintsBesideKid_areIgnored(String certificates) throws Exception {
    CertificateKeys none = sha256 -> Optional.empty();
    Map<String, String> both = new HashMap<>(MICROSOFT);
    both.put("x5t#S256", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    Map<String, String> withoutKid = new HashMap<>(both);
    withoutKid.remove("kid");
    try (TestServer server =
        server()
            .param("latchkey.accept-certificate-signed-tokens", certificates)
            .context(
                context ->
                    context.addServletContainerInitializer(
                        (classes, servlet) ->
                            servlet.setAttribute(ContextAttributes.CERTIFICATE_KEYS, none),
                        Set.of()))
            .start()) {
      assertThat(server.get("/x", token(MICROSOFT, claims())).body()).isEqualTo("in");
      assertThat(server.get("/x", token(both, claims())).body()).isEqualTo("in");
      assertThat(server.get("/x", token(withoutKid, claims())).body()).isEqualTo("in");
      KeyPair other = KeyTokens.newPair();
      assertThat(server.get("/x", KeyTokens.of(other, both, claims())).reason())
          .isEqualTo("signature");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jwt, false, true",
    "at+jwt, true, false",
    "'jwt, at+jwt', true, true",
    "'at+jwt,jwt', true, true"
  })
  void tokenType_saysWhichTokensAreAccepted(String type, boolean access, boolean plain)
      throws Exception {
    try (TestServer server = server().param(TYPE, type).start()) {
      var accessToken = server.get("/x", token(KEYCLOAK, claims()));
      var plainToken = server.get("/x", token(MICROSOFT, claims()));

      assertThat(access ? accessToken.body() : accessToken.reason())
          .isEqualTo(access ? "in" : "purpose");
      assertThat(plain ? plainToken.body() : plainToken.reason())
          .isEqualTo(plain ? "in" : "purpose");
    }
  }

  @Test
  void accessTokenWithoutRequiredClaim_isRejected() throws Exception {
    try (TestServer server = server().param(TYPE, "at+jwt").start()) {
      for (String claim : claims().keySet()) {
        Map<String, Object> claims = claims();
        claims.remove(claim);
        String reason =
            switch (claim) {
              case "iss" -> "issuer";
              case "aud" -> "audience";
              default -> "malformed";
            };

        assertThat(server.get("/x", token(KEYCLOAK, claims)).reason()).isEqualTo(reason);
      }
    }
  }

  @Test
  void namedIssuer_hasItsOwnTokenType() throws Exception {
    try (TestServer server =
        TestServer.unconfigured()
            .param("latchkey.issuers.corp.public-key", "k1=" + KeyTokens.oneLine())
            .param("latchkey.issuers.corp.issuer", "https://idp")
            .param("latchkey.issuers.corp.audience", "orders")
            .param("latchkey.issuers.corp.token-type", "at+jwt")
            .servlet("/*", (request, response) -> response.getWriter().print("in"))
            .start()) {
      assertThat(server.get("/x", token(KEYCLOAK, claims())).body()).isEqualTo("in");
      assertThat(server.get("/x", token(MICROSOFT, claims())).reason()).isEqualTo("purpose");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AT+JWT", "both", "jwt;at+jwt", ","})
  void unknownType_stopsTheStart(String type) throws Exception {
    assertStops(server().param(TYPE, type), "must be jwt, at+jwt, or both");
  }

  @Test
  void typeWithoutPublicKeyOrAudience_stopsStart() throws Exception {
    assertStops(TestServer.builder().param(TYPE, "jwt"), "set latchkey.public-key too");
    assertStops(
        TestServer.builder()
            .param("latchkey.public-key", KeyTokens.oneLine())
            .param("latchkey.issuer", "https://idp")
            .param(TYPE, "at+jwt"),
        "set latchkey.audience too");
  }

  private void assertStops(TestServer.Builder builder, String problem) throws Exception {
    try (TestServer server = builder.start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines())).contains(problem);
  }
}
