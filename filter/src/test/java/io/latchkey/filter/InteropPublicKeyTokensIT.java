package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded cases of public-key tokens, sent as requests; each to a server of its own. */
class InteropPublicKeyTokensIT {
  private static final Map<String, String> REASONS =
      Map.of(
          "wrong iss", "issuer",
          "iss missing", "issuer",
          "wrong aud", "audience",
          "no exp", "malformed",
          "expired", "expired",
          "another key of the same kind", "signature",
          "HS256 keyed with the public key PEM (algorithm confusion)", "unsupported",
          "alg none", "unsupported");

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @SuppressWarnings("unused") // the first parameter names the case
  void recordedToken_hasRecordedResult(String id, String pem, Map<String, Object> recorded)
      throws Exception {
    try (TestServer server = server(pem, recorded)) {
      Response response = server.get("/whoami", (String) recorded.get("token"));

      if (Boolean.TRUE.equals(recorded.get("valid"))) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).startsWith("w VerifiedToken").contains("scheme=public-key");
      } else {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        assertThat(response.reason()).isEqualTo(REASONS.get(recorded.get("why")));
      }
    }
  }

  private static TestServer server(String pem, Map<String, Object> recorded) throws Exception {
    TestServer.Builder builder =
        TestServer.unconfigured().param("latchkey.public-key", pem).servlet("/*", new WhoServlet());
    Optional.ofNullable((String) recorded.get("iss"))
        .ifPresent(issuer -> builder.param("latchkey.issuer", issuer));
    Optional.ofNullable((String) recorded.get("aud"))
        .ifPresent(audience -> builder.param("latchkey.audience", audience));
    return builder.start();
  }

  @SuppressWarnings("unchecked")
  static Stream<Arguments> cases() throws Exception {
    try (InputStream in =
        InteropPublicKeyTokensIT.class.getResourceAsStream("/interop/public-key-tokens.json")) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Map<String, Object>> keys =
          (List<Map<String, Object>>) JsonUtil.parseJson("{\"keys\":" + json + "}").get("keys");
      return keys.stream().flatMap(InteropPublicKeyTokensIT::casesOf);
    }
  }

  @SuppressWarnings("unchecked")
  private static Stream<Arguments> casesOf(Map<String, Object> key) {
    return ((List<Map<String, Object>>) key.get("cases"))
        .stream()
            .map(
                recorded ->
                    Arguments.of(
                        "%s %s: %s"
                            .formatted(key.get("key"), recorded.get("alg"), recorded.get("why")),
                        key.get("public_key_pem"),
                        recorded));
  }
}
