package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to be turned away, on the wire. Throttling and the paths have tests of their own. */
class RejectionIT {
  private static final String INVALID_TOKEN = "Bearer realm=\"latchkey\", error=\"invalid_token\"";
  private static final String INVALID_REQUEST =
      "Bearer realm=\"latchkey\", error=\"invalid_request\"";

  private final WhoServlet who = new WhoServlet();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.builder()
            .servlet("/*", who)
            .connector(
                connector -> {
                  connector.setAllowTrace(true);
                  connector.setProperty("maxHttpRequestHeaderSize", "65536");
                })
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void noCredentials_are401Missing() throws Exception {
    Response response = server.request("GET /whoami");

    assertRejected(response, 401, "Bearer realm=\"latchkey\"", "missing");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTokens")
  void badToken_is401InvalidToken(String reason, String token) throws Exception {
    Response response = server.get("/whoami", token);

    assertRejected(response, 401, INVALID_TOKEN, reason);
  }

  static Stream<Arguments> badTokens() {
    return Stream.of(
        Arguments.of("malformed", "x"),
        Arguments.of("malformed", "a.b.c"),
        Arguments.of("malformed", Tokens.ofLength(8193)),
        Arguments.of("unsupported", Tokens.withAlgorithm("HS512")),
        Arguments.of("unsupported", Tokens.withAlgorithm("none")),
        Arguments.of("signature", Tokens.signedWithAnotherKey()),
        Arguments.of("signature", Tokens.forged()),
        Arguments.of("purpose", Tokens.ofTheAuthority()),
        Arguments.of("expired", Tokens.expired()),
        Arguments.of("not_yet_valid", Tokens.notYetValid()));
  }

  @Test
  void expiredToken_isAnsweredWithTheClockDifference() throws Exception {
    Response response = server.get("/whoami", Tokens.expired());

    assertThat(response.json().get("detail").toString()).containsPattern("expired 6\\d{3} s ago");
  }

  @Test
  void notYetValidToken_reportsClockDifference() throws Exception {
    Response response = server.get("/whoami", Tokens.notYetValid());

    assertThat(response.json().get("detail").toString())
        .containsPattern("becomes valid in 7\\d{3} s by this server's clock");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void authorizationHeader_isReadStrictly(
      String header, int status, String challenge, String reason) throws Exception {
    Response response = server.request("GET /whoami", header);

    assertRejected(response, status, challenge, reason);
  }

  static Stream<Arguments> headers() {
    String good = Tokens.of("worker-1");
    String missing = "Bearer realm=\"latchkey\"";
    return Stream.of(
        Arguments.of("Authorization: Basic dTpw", 401, missing, "missing"),
        Arguments.of("Authorization:", 401, missing, "missing"),
        Arguments.of("Authorization: " + good, 401, missing, "missing"),
        Arguments.of("Authorization: Bearer" + good, 401, missing, "missing"),
        Arguments.of("Proxy-Authorization: Bearer " + good, 401, missing, "missing"),
        Arguments.of("Authorization: Bearer", 401, INVALID_TOKEN, "malformed"),
        Arguments.of("Authorization: Bearer  " + good, 401, INVALID_TOKEN, "malformed"),
        Arguments.of("Authorization: Bearer\t" + good, 401, INVALID_TOKEN, "malformed"),
        Arguments.of("Authorization: Bearer " + good + " x", 401, INVALID_TOKEN, "malformed"),
        Arguments.of(
            "Authorization: Bearer " + good + ", Bearer " + good,
            400,
            INVALID_REQUEST,
            "ambiguous_credentials"),
        Arguments.of(
            "Authorization: Bearer " + good + ",", 400, INVALID_REQUEST, "ambiguous_credentials"),
        Arguments.of(
            "Authorization: Basic dTpw, Bearer " + good,
            400,
            INVALID_REQUEST,
            "ambiguous_credentials"),
        Arguments.of(
            "Authorization: Bearer " + good + "\r\nAuthorization: Bearer " + good,
            400,
            INVALID_REQUEST,
            "ambiguous_credentials"),
        Arguments.of(
            "Authorization: Bearer " + good + "\r\naUTHORIZATION: Basic dTpw",
            400,
            INVALID_REQUEST,
            "ambiguous_credentials"));
  }

  @Test
  void tokenInQueryOrBody_doesNotCount() throws Exception {
    String parameter = "access_token=" + Tokens.of("worker-1");

    Response query = server.request("GET /whoami?" + parameter);
    Response body;
    try (RawConnection connection = server.connect()) {
      body =
          connection
              .send(
                  TestServer.text(
                      "POST /whoami",
                      "Content-Type: application/x-www-form-urlencoded",
                      "Content-Length: " + parameter.length()))
              .send(parameter)
              .read();
    }

    assertThat(query.reason()).isEqualTo("missing");
    assertThat(body.reason()).isEqualTo("missing");
  }

  /** A browser adds cookies to requests of any page, also of a page of an attacker. */
  @Test
  void tokenInACookie_doesNotCount() throws Exception {
    String token = Tokens.of("worker-1");

    Response response =
        server.request("GET /whoami", "Cookie: Authorization=" + token + "; access_token=" + token);

    assertThat(response.reason()).isEqualTo("missing");
  }

  @Test
  void trace_is405EvenWithToken() throws Exception {
    Response response =
        server.request("TRACE /whoami", "Authorization: Bearer " + Tokens.of("worker-1"));

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header("Allow")).doesNotContain("TRACE").contains("GET");
    assertThat(response.reason()).isEqualTo("method");
    assertThat(who.calls()).isZero();
  }

  @Test
  void head_isAnsweredWithoutBody() throws Exception {
    try (RawConnection connection = server.connect()) {
      Response rejected = connection.send(TestServer.text("HEAD /whoami")).readHead();
      Response next = connection.send(TestServer.text("GET /whoami")).read();

      assertThat(rejected.status()).isEqualTo(401);
      assertThat(rejected.header("Content-Type")).startsWith("application/problem+json");
      assertThat(next.reason()).isEqualTo("missing");
    }
  }

  @ParameterizedTest
  @MethodSource("goodSchemes")
  void schemeName_isReadInAnyCase(String scheme) throws Exception {
    Response response =
        server.request("GET /whoami", "Authorization: " + scheme + " " + Tokens.of("worker-1"));

    assertThat(response.status()).isEqualTo(200);
    assertThat(response.body()).startsWith("worker-1 ").endsWith(" Bearer");
  }

  static Stream<String> goodSchemes() {
    return Stream.of("Bearer", "bearer", "BEARER", "bEARER");
  }

  @Test
  void longestToken_passes() throws Exception {
    Response response = server.get("/whoami", Tokens.ofLength(8192));

    assertThat(response.status()).isEqualTo(200);
  }

  @Test
  void headersBeyondServerLimit_neverReachApplication() throws Exception {
    try (RawConnection connection = server.connect()) {
      connection.send(
          TestServer.text("GET /whoami", "Authorization: Bearer " + "x".repeat(70_000)));

      assertThat(connection.read().status()).isBetween(400, 431);
    }
    assertThat(who.calls()).isZero();
  }

  private void assertRejected(Response response, int status, String challenge, String reason) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("WWW-Authenticate")).isEqualTo(challenge);
    assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(response.json())
        .containsOnlyKeys("type", "title", "status", "detail", "reason")
        .containsEntry("type", "about:blank")
        .containsEntry("status", (long) status)
        .containsEntry("reason", reason);
    assertThat(who.calls()).isZero();
  }
}
