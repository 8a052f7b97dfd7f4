package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tricks that lead from an open path to another resource, on a Tomcat as it is, which knows many of
 * them itself, and on one that is told to let everything through that it can.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AmbiguousPathIT {
  private final WhoServlet secret = new WhoServlet();
  private final WhoServlet open = new WhoServlet();
  private TestServer lenient;
  private TestServer strict;
  private TestServer authenticating;

  @BeforeAll
  void start() throws Exception {
    lenient = lenient("reject");
    authenticating = lenient("authenticate");
    strict = server("reject").start();
  }

  @AfterAll
  void stop() throws Exception {
    lenient.close();
    authenticating.close();
    strict.close();
  }

  private TestServer.Builder server(String ambiguousPaths) {
    return TestServer.builder()
        .contextPath("/app")
        .param("latchkey.ambiguous-paths", ambiguousPaths)
        .param("latchkey.allow-preflight", "true")
        .servlet("/ca/cert", open)
        .servlet("/*", secret);
  }

  private TestServer lenient(String ambiguousPaths) throws Exception {
    return server(ambiguousPaths)
        .connector(
            connector -> {
              connector.setProperty("relaxedPathChars", "\\|{}[]^`\"<>");
              connector.setAllowBackslash(true);
              connector.setEncodedSolidusHandling("decode");
              connector.setEncodedReverseSolidusHandling("decode");
            })
        .start();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/ca/cert;",
        "/app/ca/cert;x=y",
        "/app/ca;x/cert",
        "/app;x/ca/cert",
        "/;x/app/ca/cert",
        "/app/ca/cert;/../../whoami",
        "/app/ca/cert/..;/..;/whoami",
        "//app/ca/cert",
        "/app//ca/cert",
        "/app/ca//cert",
        "/app/ca/cert//",
        "/app/ca\\cert",
        "/app/ca/cert\\..\\..\\whoami",
        "/app/./ca/cert",
        "/app/ca/cert/.",
        "/app/ca/cert/../../whoami",
        "/app/whoami/../ca/cert",
        "/x/../app/ca/cert",
        "/app/ca%2Fcert",
        "/app/ca%2fcert",
        "/app/ca/cert%2F..%2F..%2Fwhoami",
        "/app/ca%5Ccert",
        "/app/ca/cert%5C..%5Cwhoami",
        "/app/ca/%2e/cert",
        "/app/ca/cert/%2e%2E/%2E./whoami",
        "/app/ca/cert%2E",
        "/app/ca/cert%25",
        "/app/ca%252Fcert",
        "/app/ca/cert%253b",
        "/app/ca/cert%3Bx",
        "/app/ca/cert%0A",
        "/app/ca/cert%7f",
      })
  void ambiguousPath_is400WithAndWithoutToken(String path) throws Exception {
    int reached = open.calls() + secret.calls();

    Response anonymous = lenient.request("GET " + path);
    Response authenticated = lenient.get(path, Tokens.of("worker-1"));
    Response byTomcat = strict.request("GET " + path);

    assertRejected(anonymous);
    assertRejected(authenticated);
    assertThat(byTomcat.status()).isEqualTo(400);
    assertThat(open.calls() + secret.calls()).isEqualTo(reached);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/ca/cert%00",
        "/app/ca/cert%",
        "/app/ca/cert%zz",
        "/app/ca/cert%C0%AF..",
        "/app/ca/cert%FF",
        "/app/ca/cert\u00fc",
        "/app/ca/cert\u0001",
        "*",
        "/../app/ca/cert",
        "app/ca/cert",
      })
  void ambiguousPathRejectedByTomcat_neverReachesApplication(String path) throws Exception {
    int reached = open.calls() + secret.calls();

    Response response = lenient.request("GET " + path);

    assertThat(response.status()).isEqualTo(400);
    assertThat(open.calls() + secret.calls()).isEqualTo(reached);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/ca/cert/",
        "/app/ca/cert/x",
        "/app/CA/cert",
        "/app/ca/cer%74",
        "/app/c%61/cert",
        "/app/%63a/cert",
        "/app/ca/cert%20",
        "/app/ca/cert.",
        "/app/ca/ce%C5%BFt",
      })
  void pathResemblingOpenPath_isNotOpen(String path) throws Exception {
    Response response = lenient.request("GET " + path);

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.reason()).isEqualTo("missing");
  }

  @Test
  void escapedContextPath_isNotAmbiguous() throws Exception {
    Response open = lenient.request("GET /%61pp/ca/cert");
    Response other = lenient.request("GET /%61pp/whoami");

    assertThat(open.status()).isEqualTo(200);
    assertThat(other.status()).isEqualTo(401);
  }

  @Test
  void absoluteForm_isReadAsItsPath() throws Exception {
    assertThat(lenient.request("GET http://test/app/ca/cert").status()).isEqualTo(200);
    assertThat(lenient.request("GET http://test/app/whoami").status()).isEqualTo(401);
    assertThat(lenient.request("GET http://test/app/ca/cert;x").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS *", "CONNECT test:443", "OPTIONS /app/ca/cert"})
  void otherFormsAndMethods_neverReachTheApplication(String requestLine) throws Exception {
    int reached = open.calls() + secret.calls();

    lenient.request(requestLine);

    assertThat(open.calls() + secret.calls()).isEqualTo(reached);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/app/ca/cert;x", "/app/ca%2Fcert", "/app/a//b", "/app/a/../ca/cert"})
  void authenticate_acceptsOnlyAuthenticatedRequests(String path) throws Exception {
    Response anonymous = authenticating.request("GET " + path);
    Response authenticated = authenticating.get(path, Tokens.of("worker-1"));

    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.reason()).isEqualTo("missing");
    assertThat(authenticated.status()).isEqualTo(200);
    assertThat(authenticated.body()).startsWith("worker-1 ");
  }

  @Test
  void preflightWithAmbiguousPath_isNotOpenEither() throws Exception {
    String[] preflight = {"Origin: https://x.example", "Access-Control-Request-Method: GET"};

    assertThat(authenticating.request("OPTIONS /app/a//b", preflight).status()).isEqualTo(401);
    assertThat(lenient.request("OPTIONS /app/a//b", preflight).status()).isEqualTo(400);
  }

  private static void assertRejected(Response response) {
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.has("WWW-Authenticate")).isFalse();
    assertThat(response.header("Content-Type")).startsWith("application/problem+json");
    assertThat(response.reason()).isEqualTo("ambiguous_path");
  }
}
