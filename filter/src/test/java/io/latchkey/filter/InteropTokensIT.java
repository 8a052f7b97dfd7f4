package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.VerifiedToken;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded cases of the scheme, sent as requests; each to a server of its own. */
class InteropTokensIT {
  private static final TestServer.Handler CLAIMS =
      (request, response) ->
          response
              .getWriter()
              .print(JsonUtil.toJson(((VerifiedToken) request.getUserPrincipal()).claims()));

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  @SuppressWarnings("unused") // the first parameter names the case
  void recordedToken_hasRecordedResult(String id, Map<String, Object> vector) throws Exception {
    try (TestServer server = server((String) vector.get("psk"))) {
      Response response = server.get("/whoami", (String) vector.get("token"));

      if (Boolean.TRUE.equals(vector.get("valid"))) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.json()).isEqualTo(vector.get("claims"));
      } else {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
        assertThat(response.reason())
            .isIn("malformed", "unsupported", "signature", "purpose", "expired", "not_yet_valid");
      }
    }
  }

  private static TestServer server(String psk) throws Exception {
    return TestServer.unconfigured()
        .param("latchkey.psk", psk)
        .param("latchkey.kdf-iterations", "100000")
        .connector(connector -> connector.setProperty("maxHttpRequestHeaderSize", "131072"))
        .servlet("/*", CLAIMS)
        .start();
  }

  @SuppressWarnings("unchecked")
  static Stream<Arguments> vectors() throws Exception {
    try (InputStream in = InteropTokensIT.class.getResourceAsStream("/interop/psk-tokens.json")) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Map<String, Object>> vectors =
          (List<Map<String, Object>>) JsonUtil.parseJson(json).get("vectors");
      return vectors.stream().map(vector -> Arguments.of(vector.get("id"), vector));
    }
  }
}
