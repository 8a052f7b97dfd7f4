package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.RawConnection.Response;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code latchkey.cors.…}. */
@TestInstance(Lifecycle.PER_CLASS)
class CorsIT {
  private static final String APP = "https://app.example.org";
  private static final String ORIGIN = "Origin: " + APP;
  private static final String OTHER = "Origin: https://other.example.org";
  private static final String WANTED = "Access-Control-Request-Method: POST";
  private static final String ALLOWED = "Access-Control-Allow-Origin";

  private final WhoServlet who = new WhoServlet();
  private TestServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        TestServer.builder()
            .param("latchkey.cors.origins", APP + ", http://localhost:3000")
            .param("latchkey.roles", "/admin/** = admin")
            .servlet("/*", who)
            .start();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/whoami", "/admin/x", "/ca/cert", "/a//b", "/missing"})
  void preflightOfAllowedOrigin_isAnsweredByFilter(String path) throws Exception {
    int reached = who.calls();

    Response response = server.request("OPTIONS " + path, ORIGIN, WANTED);

    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header(ALLOWED)).isEqualTo(APP);
    assertThat(response.header("Access-Control-Allow-Methods"))
        .isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE");
    assertThat(response.header("Access-Control-Allow-Headers"))
        .isEqualTo("Authorization, Content-Type");
    assertThat(response.header("Access-Control-Max-Age")).isEqualTo("1800");
    assertThat(response.header("Vary")).isEqualTo("Origin");
    assertThat(response.has("Access-Control-Allow-Credentials")).isFalse();
    assertThat(who.calls()).isEqualTo(reached);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://other.example.org",
        "Origin: https://app.example.org.evil.example",
        "Origin: https://app.example.org:8443",
        "Origin: http://app.example.org",
        "Origin: HTTPS://app.example.org",
        "Origin: null",
        "Origin: https://app.example.org, https://other.example.org"
      })
  void otherOrigin_getsNoCorsHeaders(String origin) throws Exception {
    Response preflight = server.request("OPTIONS /whoami", origin, WANTED);
    Response request =
        server.request("GET /whoami", origin, "Authorization: Bearer " + Tokens.of("worker-1"));

    assertThat(preflight.status()).isEqualTo(401);
    assertThat(preflight.has(ALLOWED)).isFalse();
    assertThat(preflight.header("Vary")).isEqualTo("Origin");
    assertThat(request.status()).isEqualTo(200);
    assertThat(request.has(ALLOWED)).isFalse();
  }

  @Test
  void optionsWithoutPreflightHeaders_isAnOrdinaryRequest() throws Exception {
    assertThat(server.request("OPTIONS /whoami", ORIGIN).reason()).isEqualTo("missing");
    assertThat(server.request("OPTIONS /whoami", WANTED).reason()).isEqualTo("missing");
    assertThat(server.request("GET /whoami", ORIGIN, WANTED).reason()).isEqualTo("missing");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /whoami, '', 401, missing",
    "GET /whoami, expired, 401, expired",
    "GET /admin/x, good, 403, role",
    "GET /a//b, good, 400, ambiguous_path",
    "TRACE /whoami, good, 405, method"
  })
  void rejection_canBeReadByTheScript(String request, String token, int status, String reason)
      throws Exception {
    String bearer =
        switch (token) {
          case "good" -> "Authorization: Bearer " + Tokens.of("worker-1");
          case "expired" -> "Authorization: Bearer " + Tokens.expired();
          default -> "X: y";
        };

    Response response = server.request(request, ORIGIN, bearer);

    if (response.status() == 405) {
      return; // Tomcat itself may answer TRACE
    }
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.reason()).isEqualTo(reason);
    assertThat(response.header(ALLOWED)).isEqualTo(APP);
    assertThat(response.header("Access-Control-Expose-Headers"))
        .isEqualTo("WWW-Authenticate, Retry-After");
    assertThat(response.header("Vary")).isEqualTo("Origin");
  }

  @Test
  void throttledRequest_canBeReadByTheScript() throws Exception {
    try (TestServer throttled =
        TestServer.builder().param("latchkey.cors.origins", APP).servlet("/*", who).start()) {
      Response last = throttled.request("GET /x", ORIGIN);
      for (int n = 0; n < 40 && last.status() != 429; n++) {
        last = throttled.request("GET /x", ORIGIN, "Authorization: Bearer " + Tokens.forged());
      }

      assertThat(last.reason()).isEqualTo("throttled");
      assertThat(last.has("Retry-After")).isTrue();
      assertThat(last.header(ALLOWED)).isEqualTo(APP);
    }
  }

  @Test
  void admittedRequest_getsTheHeadersOnce() throws Exception {
    Response response =
        server.request("GET /whoami", ORIGIN, "Authorization: Bearer " + Tokens.of("worker-1"));

    assertThat(response.body()).startsWith("worker-1 ");
    assertThat(response.header(ALLOWED)).isEqualTo(APP);
    assertThat(response.header("Vary")).isEqualTo("Origin");
    assertThat(server.request("GET /ca/cert", ORIGIN).header(ALLOWED)).isEqualTo(APP);
    assertThat(server.request("GET /ca/cert").header("Vary")).isEqualTo("Origin");
    assertThat(server.request("GET /ca/cert").has(ALLOWED)).isFalse();
  }

  @Test
  void errorPage_keepsTheHeaders() throws Exception {
    try (TestServer failing =
        TestServer.builder()
            .param("latchkey.cors.origins", APP)
            .servlet(
                "/fail",
                (request, response) -> {
                  response.reset();
                  throw new IllegalStateException("for the error page");
                })
            .servlet("/page", new WhoServlet())
            .errorPage(500, "/page")
            .start()) {
      Response response =
          failing.request("GET /fail", ORIGIN, "Authorization: Bearer " + Tokens.of("worker-1"));

      assertThat(response.status()).isEqualTo(500);
      assertThat(response.header(ALLOWED)).isEqualTo(APP);
    }
  }

  @Test
  void configuredMethodsHeadersAndAge_areSent() throws Exception {
    try (TestServer other =
        TestServer.builder()
            .param("latchkey.cors.origins", APP)
            .param("latchkey.cors.methods", "GET, M-SEARCH")
            .param("latchkey.cors.headers", "Authorization, X-Tenant")
            .param("latchkey.cors.max-age", "PT10S")
            .servlet("/*", who)
            .start()) {
      Response response = other.request("OPTIONS /x", ORIGIN, WANTED);

      assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("GET, M-SEARCH");
      assertThat(response.header("Access-Control-Allow-Headers"))
          .isEqualTo("Authorization, X-Tenant");
      assertThat(response.header("Access-Control-Max-Age")).isEqualTo("10");
    }
  }

  @Test
  void everyOrigin_isAllowedWithAWarning() throws Exception {
    try (CollectedLog log = CollectedLog.ofAll();
        TestServer open =
            TestServer.builder()
                .param("latchkey.cors.origins", "*")
                .servlet("/*", new WhoServlet())
                .start()) {
      assertThat(open.request("OPTIONS /x", OTHER, WANTED).header(ALLOWED)).isEqualTo("*");
      assertThat(open.request("GET /x", OTHER).header(ALLOWED)).isEqualTo("*");
      assertThat(log.levelsOf("latchkey.cors.origins=*: scripts of every web site"))
          .containsExactly(Level.WARNING);
    }
  }

  @Test
  void withoutTheSetting_nothingChanges() throws Exception {
    try (TestServer plain = TestServer.builder().servlet("/*", new WhoServlet()).start()) {
      Response preflight = plain.request("OPTIONS /x", ORIGIN, WANTED);
      Response rejection = plain.request("GET /x", ORIGIN);

      assertThat(preflight.reason()).isEqualTo("missing");
      assertThat(preflight.has(ALLOWED)).isFalse();
      assertThat(rejection.has(ALLOWED)).isFalse();
      assertThat(rejection.has("Vary")).isFalse();
    }
  }
}
