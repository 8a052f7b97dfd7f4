package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.FailedTokenRateLimiter;
import org.junit.jupiter.api.Test;

class OpenPathIT {
  private static final String[] PREFLIGHT = {
    "Origin: https://app.example", "Access-Control-Request-Method: POST"
  };

  private final WhoServlet who = new WhoServlet();

  private TestServer server() throws Exception {
    return TestServer.builder().servlet("/*", who).start();
  }

  @Test
  void openPath_needsNoToken() throws Exception {
    try (TestServer server = server()) {
      Response get = server.request("GET /ca/cert?nonce=1");
      Response head = server.request("HEAD /ca/cert");

      assertThat(get.body()).isEqualTo("null null null");
      assertThat(head.status()).isEqualTo(200);
    }
  }

  @Test
  void otherMethodOnAnOpenPath_needsOne() throws Exception {
    try (TestServer server = server()) {
      assertThat(server.request("POST /ca/cert", "Content-Length: 0").status()).isEqualTo(401);
      assertThat(server.request("get /ca/cert").status()).isEqualTo(401);
    }
  }

  @Test
  void tokenOnOpenPath_identifiesTheCaller() throws Exception {
    try (TestServer server = server()) {
      assertThat(server.get("/ca/cert", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
      assertThat(server.get("/ca/cert", Tokens.withNewSalt("worker-2")).body())
          .startsWith("worker-2 ");
    }
  }

  @Test
  void badTokenOnAnOpenPath_isAnonymous() throws Exception {
    try (TestServer server = server()) {
      assertThat(server.get("/ca/cert", Tokens.forged()).body()).isEqualTo("null null null");
      assertThat(server.get("/ca/cert", Tokens.expired()).body()).isEqualTo("null null null");
      assertThat(server.request("GET /ca/cert", "Authorization: a", "Authorization: b").body())
          .isEqualTo("null null null");
    }
  }

  @Test
  void authenticateOnOpenPath_challengesAnonymousCaller() throws Exception {
    TestServer.Handler strict =
        (request, response) -> {
          if (request.authenticate(response)) {
            response.getWriter().print(request.getRemoteUser());
          }
        };
    try (TestServer server = TestServer.builder().servlet("/*", strict).start()) {
      Response anonymous = server.request("GET /ca/cert");
      Response late = server.get("/ca/cert", Tokens.expired());
      Response good = server.get("/ca/cert", Tokens.of("worker-1"));

      assertThat(anonymous.status()).isEqualTo(401);
      assertThat(anonymous.reason()).isEqualTo("missing");
      assertThat(late.reason()).isEqualTo("expired");
      assertThat(late.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
      assertThat(good.body()).isEqualTo("worker-1");
    }
  }

  @Test
  void challengeAfterGetWriter_isSent() throws Exception {
    TestServer.Handler late =
        (request, response) -> {
          response.getWriter().print("begun");
          assertThat(request.authenticate(response)).isFalse();
        };
    try (TestServer server = TestServer.builder().servlet("/*", late).start()) {
      Response response = server.request("GET /ca/cert");

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.reason()).isEqualTo("missing");
    }
  }

  @Test
  void openPathIgnoringCaller_costsNoDerivation() throws Exception {
    TestServer.Handler indifferent = (request, response) -> response.getWriter().print("hello");
    try (TestServer server = TestServer.builder().servlet("/*", indifferent).start()) {
      for (int n = 0; n < 2 * FailedTokenRateLimiter.BURST; n++) {
        assertThat(server.get("/ca/cert", Tokens.forged()).body()).isEqualTo("hello");
      }
      // Nothing was judged, so nothing was counted.
      assertThat(server.get("/whoami", Tokens.withNewSalt("worker-1")).status()).isEqualTo(200);
    }
  }

  @Test
  void configuredPaths_replaceTheDefaults() throws Exception {
    try (TestServer server =
        TestServer.builder().param("latchkey.open-paths", "GET /").servlet("/*", who).start()) {
      assertThat(server.request("GET /").status()).isEqualTo(200);
      assertThat(server.request("GET /ca/cert").status()).isEqualTo(401);
    }
  }

  @Test
  void caGroup_opensNothingWithoutCa() throws Exception {
    try (TestServer server = TestServer.builder().withoutAuthority().servlet("/*", who).start()) {
      assertThat(server.request("GET /ca/cert").reason()).isEqualTo("missing");
      assertThat(server.request("GET /health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void pattern_opensAFolder() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .contextPath("/app")
            .param("latchkey.open-paths", "GET /static/**, GET /docs/*")
            .servlet("/*", who)
            .start()) {
      assertThat(server.request("GET /app/static/css/x.css").status()).isEqualTo(200);
      assertThat(server.request("GET /app/docs/x").status()).isEqualTo(200);
      assertThat(server.request("GET /app/docs/x/y").reason()).isEqualTo("missing");
      assertThat(server.request("GET /app/st%61tic/x").reason()).isEqualTo("missing");
      assertThat(server.request("GET /app/static/..;/who").reason()).isEqualTo("ambiguous_path");
      assertThat(server.request("POST /app/static/x", "Content-Length: 0").reason())
          .isEqualTo("missing");
    }
  }

  @Test
  void preflight_needsATokenByDefault() throws Exception {
    try (TestServer server = server()) {
      assertThat(server.request("OPTIONS /whoami", PREFLIGHT).status()).isEqualTo(401);
    }
  }

  @Test
  void allowedPreflight_passesAnonymous() throws Exception {
    try (TestServer server =
        TestServer.builder().param("latchkey.allow-preflight", "true").servlet("/*", who).start()) {
      assertThat(server.request("OPTIONS /whoami", PREFLIGHT).body()).isEqualTo("null null null");
      assertThat(server.request("OPTIONS /whoami", PREFLIGHT[0]).status()).isEqualTo(401);
      assertThat(server.request("OPTIONS /whoami", PREFLIGHT[1]).status()).isEqualTo(401);
      assertThat(server.request("GET /whoami", PREFLIGHT).status()).isEqualTo(401);
    }
  }
}
