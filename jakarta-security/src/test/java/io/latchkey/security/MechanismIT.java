package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.filter.Tokens;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The mechanism where only its jar is there: settings from context-params, no annotation. */
class MechanismIT {
  private static final String CHALLENGE = "Bearer realm=\"latchkey\"";
  private static final String INVALID_TOKEN = CHALLENGE + ", error=\"invalid_token\"";
  private static final String INVALID_REQUEST = CHALLENGE + ", error=\"invalid_request\"";

  /** What {@code /open/admin} asks for although its path is open. */
  static final String CONSTRAINT =
      """
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>admin</web-resource-name>
          <url-pattern>/admin</url-pattern>
          <url-pattern>/open/admin</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>admin</role-name></auth-constraint>
      </security-constraint>
      """;

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.builder(folder)
            .param("latchkey.open-paths", "GET /open, GET /open/admin")
            .webXml(CONSTRAINT)
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void goodToken_callerAndRolesReachTheRequest() throws Exception {
    assertThat(server.get("/app/who", Tokens.of("worker-1")).body())
        .isEqualTo("worker-1 by psk service=true admin=false");
    assertThat(server.get("/app/who", Tokens.withRoles("ops", "admin")).body())
        .isEqualTo("ops by psk service=false admin=true");
  }

  @Test
  void goodToken_isAttributeUnlessPathIsOpen() throws Exception {
    assertThat(server.get("/app/who?attribute", Tokens.of("worker-1")).body())
        .contains("sub=worker-1");
    assertThat(server.get("/app/open?attribute", Tokens.of("worker-1")).body()).isEqualTo("null");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rejections")
  void rejection_isThatOfTheFilter(
      String reason, int status, String challenge, String path, String[] headers) throws Exception {
    HttpResponse<String> response = server.send("GET", path, headers);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body())
        .startsWith("{\"type\":\"about:blank\",\"title\":\"")
        .contains("\"status\":" + status)
        .endsWith("\"reason\":\"" + reason + "\"}\n");
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(response.headers().allValues("WWW-Authenticate"))
        .containsExactlyElementsOf(Stream.of(challenge).filter(c -> !c.isEmpty()).toList());
  }

  static Stream<Arguments> rejections() {
    String good = Tokens.of("worker-1");
    return Stream.of(
        rejection("missing", 401, CHALLENGE, "/app/who"),
        rejection("missing", 401, CHALLENGE, "/app/nothing-here"),
        rejection("missing", 401, CHALLENGE, "/app/who", "Authorization", "Basic dTpw"),
        rejection("malformed", 401, INVALID_TOKEN, "/app/who", bearer("x")),
        rejection(
            "signature", 401, INVALID_TOKEN, "/app/who", bearer(Tokens.signedWithAnotherKey())),
        rejection("purpose", 401, INVALID_TOKEN, "/app/who", bearer(Tokens.ofTheAuthority())),
        rejection("expired", 401, INVALID_TOKEN, "/app/who", bearer(Tokens.expired())),
        rejection(
            "ambiguous_credentials", 400, INVALID_REQUEST, "/app/who", bearer(good + ", Basic x")),
        rejection(
            "ambiguous_credentials",
            400,
            INVALID_REQUEST,
            "/app/who",
            "Authorization",
            "Bearer " + good,
            "Authorization",
            "Bearer " + good),
        rejection("ambiguous_path", 400, "", "/app/open;x", bearer(good)),
        rejection("ambiguous_path", 400, "", "/app//open", bearer(good)),
        rejection("ambiguous_path", 400, "", "/app/%2e/open", bearer(good)));
  }

  private static Arguments rejection(
      String reason, int status, String challenge, String path, String... headers) {
    return Arguments.of(reason, status, challenge, path, headers);
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  @Test
  void head_isRejectedWithoutBody() throws Exception {
    HttpResponse<String> response = server.send("HEAD", "/app/who");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void trace_isRejected() throws Exception {
    assertThat(server.send("TRACE", "/app/open").statusCode()).isEqualTo(405);
  }

  @Test
  void openPath_needsNoTokenAndIgnoresIt() throws Exception {
    assertThat(server.get("/app/open").body()).isEqualTo("null service=false admin=false");
    assertThat(server.get("/app/open", Tokens.withNewSalt("worker-1")).body())
        .isEqualTo("null service=false admin=false");
    assertThat(server.get("/app/open", "x").statusCode()).isEqualTo(200);
    assertThat(server.send("POST", "/app/open").statusCode()).isEqualTo(401);
  }

  @Test
  void authenticateOnOpenPath_givesCallerOrChallenge() throws Exception {
    assertThat(server.get("/app/open?authenticate", Tokens.of("worker-1")).body())
        .isEqualTo("worker-1 by psk service=true admin=false");
    assertThat(server.get("/app/open?authenticate").statusCode()).isEqualTo(401);
    assertThat(server.get("/app/open?authenticate").body()).endsWith("\"reason\":\"missing\"}\n");
    assertThat(server.get("/app/open?authenticate", "x").body())
        .endsWith("\"reason\":\"malformed\"}\n");
  }

  @Test
  void constraint_holdsOnOpenPathsToo() throws Exception {
    assertThat(server.get("/app/open/admin").statusCode()).isEqualTo(401);
    assertThat(server.get("/app/open/admin", Tokens.of("worker-1")).statusCode()).isEqualTo(403);
    assertThat(server.get("/app/open/admin", Tokens.withRoles("ops", "admin")).body())
        .isEqualTo("ops by psk service=false admin=true");
  }

  @Test
  void forward_keepsTheCaller() throws Exception {
    assertThat(server.get("/app/who?forward", Tokens.of("worker-1")).body())
        .isEqualTo("worker-1 by psk service=true admin=false");
  }

  @Test
  void logout_makesTheRestOfTheRequestAnonymous() throws Exception {
    String token = Tokens.of("worker-1");

    assertThat(server.get("/app/who?logout", token).body())
        .isEqualTo("null service=false admin=false");
    assertThat(server.get("/app/who", token).body()).startsWith("worker-1 ");
  }

  @Test
  void application_isToldThatTokensAreRequired() {
    assertThat(server.contextAttribute(BearerTokenFilter.AUTH_ATTRIBUTE)).isEqualTo("required");
  }
}
