package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection;
import io.latchkey.filter.RawConnection.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that need a raw socket: unusual paths and headers, several requests on one connection.
 */
@ExtendWith(ServerExtension.class)
class RawSocketIT {
  private final Application probe;

  RawSocketIT(@Probe Application probe) {
    this.probe = probe;
  }

  private String bearer(String subject) {
    return "Authorization: Bearer " + probe.token(subject);
  }

  private String as(String subject) {
    return Application.text("GET /probe/who", bearer(subject));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/probe/open;",
        "/probe/open;x=y",
        "/probe;x/open",
        "/;x/probe/open",
        "/probe/open;/../../who",
        "/probe/open/..;/who",
        "//probe/open",
        "/probe//open",
        "/probe/open//",
        "/probe/open\\..\\who",
        "/probe/./open",
        "/probe/open/.",
        "/probe/open/../who",
        "/probe/who/../open",
        "/x/../probe/open",
        "/probe%2Fopen",
        "/probe/x%2F..%2Fopen",
        "/probe/open%2F..%2Fwho",
        "/probe/open%5C..%5Cwho",
        "/probe/%2e/open",
        "/probe/open/%2e%2E/who",
        "/probe/open%25",
        "/probe/open%252F",
        "/probe/open%3Bx",
        "/probe/open%0A",
        "/probe/open%00",
        "/probe/open%zz",
        "/probe/open%C0%AF..",
        "/probe/open\u0001",
        "*",
        "/../probe/open",
        "probe/open",
      })
  void ambiguousPath_reachesNothingWithAndWithoutToken(String path) throws Exception {
    Response anonymous = probe.raw("GET " + path);
    Response authenticated = probe.raw("GET " + path, bearer("worker-1"));

    for (Response response : new Response[] {anonymous, authenticated}) {
      // Rejected by the filter with 400, or before it by the server. No servlet has answered.
      assertThat(response.status()).isIn(400, 404);
      assertThat(response.body())
          .doesNotContain("REQUEST ", "FORWARD ", "ERROR worker", "ERROR null");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/probe/open/",
        "/probe/open/x",
        "/probe/OPEN",
        "/probe/ope%6E",
        "/probe/open%20",
        "/probe/open."
      })
  void similarPath_isNotOpen(String path) throws Exception {
    assertThat(probe.raw("GET " + path).reason()).isEqualTo("missing");
  }

  @Test
  void otherMethodOfAnOpenPath_isRejected() throws Exception {
    assertThat(probe.raw("GET /probe/open").status()).isEqualTo(200);
    assertThat(probe.raw("POST /probe/open", "Content-Length: 0").status()).isEqualTo(401);
    assertThat(probe.raw("PROPFIND /probe/open").status()).isIn(401, 405, 501);
  }

  @Test
  void severalCredentials_are400() throws Exception {
    String comma = bearer("worker-1") + ", Bearer " + probe.token("worker-2");

    Response two = probe.raw("GET /probe/who", bearer("worker-1"), bearer("worker-2"));
    Response joined = probe.raw("GET /probe/who", comma);

    assertThat(two.status()).isEqualTo(400);
    assertThat(two.reason()).isEqualTo("ambiguous_credentials");
    assertThat(joined.status()).isEqualTo(400);
    assertThat(joined.header("WWW-Authenticate")).contains("error=\"invalid_request\"");
  }

  @Test
  void schemeInAnyCase_isAccepted() throws Exception {
    String lower =
        bearer("worker-1").replace("Bearer", "bEARER").replace("Authorization", "AUTHORIZATION");

    assertThat(probe.raw("GET /probe/who", lower).body()).startsWith("REQUEST worker-1 ");
  }

  @Test
  void forgedToken_isRejected() throws Exception {
    String forged = bearer("worker-1").replaceFirst("\\.[^.]*$", ".AAAA");

    assertThat(probe.raw("GET /probe/who", forged).status()).isEqualTo(401);
    assertThat(probe.raw("GET /probe/who", "Authorization: Bearer x").reason())
        .isEqualTo("malformed");
  }

  @Test
  void hugeHeader_isRejected() throws Exception {
    Response response =
        probe.raw("GET /probe/who", "Authorization: Bearer " + "x".repeat(7_000) + ".y.z");

    assertThat(response.status()).isIn(400, 401, 431);
  }

  @Test
  void trace_isRejected() throws Exception {
    assertThat(probe.raw("TRACE /probe/who", bearer("worker-1")).status()).isIn(400, 403, 405, 501);
  }

  @Test
  void preflight_isAcceptedOnlyWithItsHeaders() throws Exception {
    String[] preflight = {"Origin: https://x.example", "Access-Control-Request-Method: GET"};

    assertThat(probe.raw("OPTIONS /probe/who", preflight).body()).startsWith("REQUEST null");
    assertThat(probe.raw("OPTIONS /probe/who").status()).isEqualTo(401);
    assertThat(probe.raw("OPTIONS /probe//who", preflight).status()).isEqualTo(400);
  }

  @Test
  void rejection_isAProblemDocument() throws Exception {
    Response response = probe.raw("GET /probe/who");

    assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"latchkey\"");
    assertThat(response.header("Cache-Control")).contains("no-store");
    assertThat(response.json()).containsKeys("type", "title", "status", "detail", "reason");
  }

  @Test
  void headOfARejection_hasNoBody() throws Exception {
    try (RawConnection connection = probe.connect()) {
      Response head = connection.send(Application.text("HEAD /probe/who")).readHead();
      Response next = connection.send(as("worker-1")).read();

      assertThat(head.status()).isEqualTo(401);
      assertThat(next.body()).startsWith("REQUEST worker-1 ");
    }
  }

  @Test
  void pipelinedRequests_haveTheirOwnCallers() throws Exception {
    try (RawConnection connection = probe.connect()) {
      connection.send(
          as("worker-1")
              + as("worker-2")
              + Application.text("GET /probe/open")
              + as("worker-3")
              + Application.text("GET /probe/who"));

      assertThat(connection.read().body()).startsWith("REQUEST worker-1 ");
      assertThat(connection.read().body()).startsWith("REQUEST worker-2 ");
      assertThat(connection.read().body()).startsWith("REQUEST null ");
      assertThat(connection.read().body()).startsWith("REQUEST worker-3 ");
      assertThat(connection.read().status()).isEqualTo(401);
    }
  }

  @Test
  void rejectedBody_isNotReadAsNextRequest() throws Exception {
    String smuggled = as("worker-1");
    try (RawConnection connection = probe.connect()) {
      connection.send(
          Application.text("POST /probe/who", "Content-Length: " + smuggled.length()) + smuggled);
      Response rejected = connection.read();
      assertThat(rejected.status()).isEqualTo(401);
      // The server may close the connection instead of reading the body.
      if (!"close".equals(rejected.header("Connection"))) {
        assertThat(connection.send(as("worker-2")).read().body()).startsWith("REQUEST worker-2 ");
      }
    }
  }

  @Test
  void hugeRejectedBody_doesNotDelayResponse() throws Exception {
    try (RawConnection connection = probe.connect()) {
      connection.send(
          Application.text("POST /probe/who", "Content-Length: 1000000000") + "x".repeat(65_536));

      // Rejected by the filter with 401, or by a server whose header limit is exceeded.
      assertThat(connection.read().status()).isIn(400, 401, 413);
    }
  }

  @Test
  void absoluteForm_isReadAsItsPath() throws Exception {
    assertThat(probe.raw("GET http://localhost/probe/open").status()).isEqualTo(200);
    assertThat(probe.raw("GET http://localhost/probe/who").status()).isEqualTo(401);
    assertThat(probe.raw("GET http://localhost/probe/open;x").status()).isEqualTo(400);
  }
}
