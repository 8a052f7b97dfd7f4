package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are limited to one purpose, sent elsewhere. */
class TokenBindingIT {
  private static final String BOUND = Tokens.withClaim("worker-1", "csr_sha256", "abc");
  private static final String RECORD = Tokens.withClaim("admin", "latchkey_purpose", "ca-record");

  private static final String ROTATE = Tokens.withClaim("admin", "latchkey_purpose", "ca-rotate");

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.builder()
            .contextPath("/app")
            .servlet("/*", new WhoServlet())
            .servlet("/api/*", new WhoServlet())
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /app/ca/rotate", "POST /app/api/ca/rotate"})
  void rotationToken_isAdmittedToRotate(String request) throws Exception {
    assertThat(send(request, ROTATE).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /app/ca/rotate",
        "POST /app/ca/sign",
        "GET /app/ca/certificates",
        "POST /app/ca/%72otate",
        "POST /app/x/ca/rotate",
        "POST /app/whoami"
      })
  void rotationToken_isNoCredentialElsewhere(String request) throws Exception {
    assertPurpose(send(request, ROTATE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"POST /app/ca/sign", "POST /app/ca/sign?days_valid=1", "POST /app/api/ca/sign"})
  void boundToken_isAdmittedToSign(String request) throws Exception {
    assertThat(send(request, BOUND).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /app/whoami",
        "POST /app/whoami",
        "GET /app/ca/sign",
        "PUT /app/ca/sign",
        "POST /app/ca/sign/",
        "POST /app/ca/%73ign",
        "POST /app/x/ca/sign",
        "POST /app/api/x/ca/sign",
        "GET /app/ca/certificates",
        "POST /app/ca/certificates/1/revoke",
        "POST /app/"
      })
  void boundToken_isNoCredentialElsewhere(String request) throws Exception {
    assertPurpose(send(request, BOUND));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /app/ca/certificates",
        "HEAD /app/ca/certificates",
        "GET /app/ca/certificates?limit=1",
        "GET /app/ca/certificates/12ab",
        "GET /app/api/ca/certificates"
      })
  void recordToken_readsTheRecord(String request) throws Exception {
    assertThat(send(request, RECORD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /app/whoami",
        "POST /app/ca/sign",
        "POST /app/ca/certificates",
        "POST /app/ca/certificates/12ab/revoke",
        "GET /app/ca/certificatesx",
        "GET /app/x/ca/certificates",
        "GET /app/metrics"
      })
  void recordToken_isNoCredentialElsewhere(String request) throws Exception {
    assertPurpose(send(request, RECORD));
  }

  @Test
  void tokenOfAnotherPurpose_isNoCredential() throws Exception {
    String other = Tokens.withClaim("admin", "latchkey_purpose", "other");

    assertPurpose(send("GET /app/ca/certificates", other));
    assertPurpose(send("GET /app/whoami", other));
  }

  private Response send(String request, String token) throws Exception {
    return server.request(request, "Authorization: Bearer " + token, "Content-Length: 0");
  }

  private static void assertPurpose(Response response) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.reason()).isEqualTo("purpose");
    assertThat(response.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"invalid_token\"");
  }
}
