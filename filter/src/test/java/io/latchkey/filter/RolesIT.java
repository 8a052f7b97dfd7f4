package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.RawConnection.Response;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code latchkey.roles} and {@code latchkey.roles-default}. */
@TestInstance(Lifecycle.PER_CLASS)
class RolesIT {
  private static final String RULES =
      "/admin/** = admin; POST /api/orders/** = orders, admin; /api/** = *; /x/** = x";

  private TestServer server;

  @BeforeAll
  void start() throws Exception {
    server =
        TestServer.builder()
            .contextPath("/app")
            .param("latchkey.open-paths", "GET /static/**, GET /admin/logo.png")
            .param("latchkey.roles", RULES)
            .servlet("/*", new WhoServlet())
            .start();
  }

  @AfterAll
  void stop() throws Exception {
    server.close();
  }

  private static String bearer(String roles) {
    return "Authorization: Bearer " + Tokens.withRoles("alice", roles);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /app/admin/x, admin, 200",
    "GET /app/admin/x, service, 403",
    "GET /app/admin, service, 403",
    "GET /app/admin/, service, 403",
    "GET /app/%61dmin/x, service, 403",
    "GET /%61pp/admin/x, service, 403",
    "GET /%61pp/%61dmin/x, admin, 200",
    "GET http://test/app/admin/x, service, 403",
    "HEAD /app/admin/x, service, 403",
    "OPTIONS /app/admin/x, service, 403",
    "GET /app/admin/x?y=/api/, service, 403",
    "POST /app/api/orders/7, orders, 200",
    "POST /app/api/orders/7, service, 403",
    "post /app/api/orders/7, service, 403",
    "pOST /app/api/orders/7, service, 403",
    "post /app/api/orders/7, orders, 200",
    "head /app/static/x, service, 200",
    "GET /app/api/orders/7, service, 200",
    "GET /app/other, service, 200",
    "GET /app/administrator, service, 200"
  })
  void firstMatchingRule_decides(String request, String roles, int status) throws Exception {
    Response response = server.request(request, bearer(roles), "Content-Length: 0");

    assertThat(response.status()).isEqualTo(status);
    if (status == 403 && !request.startsWith("HEAD")) {
      assertThat(response.reason()).isEqualTo("role");
    }
  }

  @Test
  void rejection_namesTheRolesAsScope() throws Exception {
    Response one = server.request("GET /app/admin/x", bearer("service"));
    Response two = server.request("POST /app/api/orders/1", bearer("service"), "Content-Length: 0");

    assertThat(one.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"insufficient_scope\", scope=\"admin\"");
    assertThat(two.header("WWW-Authenticate")).endsWith(", scope=\"orders admin\"");
    assertThat(two.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void openPath_comesBeforeTheRules() throws Exception {
    assertThat(server.request("GET /app/admin/logo.png").status()).isEqualTo(200);
    assertThat(server.request("GET /app/static/a/b.css").status()).isEqualTo(200);
    assertThat(server.request("get /app/static/a/b.css").reason()).isEqualTo("missing");
    assertThat(server.request("GET /app/static/%2e%2e/admin").reason()).isEqualTo("ambiguous_path");
    assertThat(server.request("GET /app/admin/%6cogo.png").reason()).isEqualTo("missing");
  }

  @Test
  void requestWithoutValidToken_isChallengedBeforeRules() throws Exception {
    assertThat(server.request("GET /app/admin/x").reason()).isEqualTo("missing");
    assertThat(server.get("/app/admin/x", Tokens.expired()).reason()).isEqualTo("expired");
  }

  @Test
  void forwardAndErrorPage_areNotCheckedAgain() throws Exception {
    WhoServlet admin = new WhoServlet();
    try (TestServer dispatching =
        TestServer.builder()
            .param("latchkey.roles", "/admin/** = admin")
            .servlet("/admin/*", admin)
            .servlet(
                "/forward",
                (request, response) ->
                    request.getRequestDispatcher("/admin/x").forward(request, response))
            .servlet(
                "/include",
                (request, response) ->
                    request.getRequestDispatcher("/admin/x").include(request, response))
            .servlet("/fail", (request, response) -> response.sendError(418))
            .errorPage(418, "/admin/page")
            .start()) {
      String token = Tokens.of("worker-1");

      assertThat(dispatching.get("/forward", token).body()).startsWith("worker-1 ");
      assertThat(dispatching.get("/include", token).body()).startsWith("worker-1 ");
      assertThat(dispatching.get("/fail", token).body()).startsWith("worker-1 ");
      assertThat(dispatching.get("/admin/x", token).reason()).isEqualTo("role");
    }
  }

  @Test
  void filterOfForward_checksPathOfClient() throws Exception {
    try (TestServer late =
        TestServer.builder()
            .withoutInitializer()
            .param("latchkey.roles", "/public/** = *; /** = admin")
            .context(
                context ->
                    context.addServletContainerInitializer(
                        (classes, application) ->
                            application
                                .addFilter("late", new BearerTokenFilter())
                                .addMappingForUrlPatterns(
                                    EnumSet.of(DispatcherType.FORWARD), true, "/*"),
                        Set.of()))
            .servlet(
                "/public/x",
                (request, response) ->
                    request.getRequestDispatcher("/who").forward(request, response))
            .servlet(
                "/other",
                (request, response) ->
                    request.getRequestDispatcher("/who").forward(request, response))
            .servlet("/who", new WhoServlet())
            .start()) {
      assertThat(late.get("/public/x", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
      assertThat(late.get("/other", Tokens.of("worker-1")).reason()).isEqualTo("role");
    }
  }

  private static TestServer denying(String... own) throws Exception {
    return denying(Map.of(), own);
  }

  private static TestServer denying(Map<String, String> params, String... own) throws Exception {
    TestServer.Builder builder = TestServer.builder();
    params.forEach(builder::param);
    return builder
        .param("latchkey.roles", "/api/** = *; /admin/** = admin")
        .param("latchkey.roles-default", "deny")
        .withoutAuthority()
        .context(
            context ->
                context.addServletContainerInitializer(
                    (classes, application) -> {
                      for (String name : own) {
                        application.setAttribute(name, true);
                      }
                    },
                    Set.of()))
        .servlet("/*", new WhoServlet())
        .start();
  }

  @Test
  void denyByDefault_rejectsPathsWithoutARule() throws Exception {
    try (TestServer denying = denying()) {
      Response response = denying.get("/other", Tokens.withRoles("alice", "admin"));

      assertThat(response.status()).isEqualTo(403);
      assertThat(response.reason()).isEqualTo("role");
      assertThat(response.json().get("detail").toString())
          .contains("no rule of the server applies");
      assertThat(response.header("WWW-Authenticate"))
          .isEqualTo("Bearer realm=\"latchkey\", error=\"insufficient_scope\"");
      assertThat(denying.request("GET /other").reason()).isEqualTo("missing");
      assertThat(denying.get("/api/x", Tokens.of("worker-1")).status()).isEqualTo(200);
      assertThat(denying.get("/ca/sign", Tokens.of("worker-1")).reason()).isEqualTo("role");
      assertThat(denying.get("/metrics", Tokens.of("worker-1")).reason()).isEqualTo("role");
      assertThat(denying.request("GET /health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void denyByDefault_leavesOwnResourcesTheirRules() throws Exception {
    try (TestServer denying =
        denying(ContextAttributes.AUTHORITY_RESOURCES, ContextAttributes.SERVER_RESOURCES)) {
      String token = Tokens.of("worker-1");

      assertThat(denying.get("/ca/sign", token).status()).isEqualTo(200);
      assertThat(denying.get("/ca/certificates/a1", token).status()).isEqualTo(200);
      assertThat(denying.get("/metrics", token).status()).isEqualTo(200);
      assertThat(denying.get("/callers", token).status()).isEqualTo(200);
      assertThat(denying.get("/cart", token).reason()).isEqualTo("role");
      assertThat(denying.get("/health/other", token).reason()).isEqualTo("role");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "acme, /acme/new-order,           200, 403",
    "acme, /.well-known/est/cacerts,  403, 403",
    "est,  /.well-known/est/cacerts,  200, 403",
    "est,  /.well-known/est,          200, 403",
    "est,  /.well-known/esther,       403, 403",
    "est,  /.well-known/cmp,          403, 403",
    "cmp,  /.well-known/cmp,          200, 403",
    "cmp,  /.well-known/cmp/p/x,      200, 403",
    "none, /acme/new-order,           403, 403",
  })
  void denyByDefault_leavesEnabledEnrolmentItsRules(
      String protocols, String path, int withAuthority, int without) throws Exception {
    Map<String, String> params =
        Map.of("latchkey.enrolment", protocols, "latchkey.open-paths", "none");
    String token = Tokens.of("worker-1");

    try (TestServer denying = denying(params, ContextAttributes.AUTHORITY_RESOURCES)) {
      assertResponse(denying.get(path, token), withAuthority);
    }
    try (TestServer denying = denying(params)) {
      assertResponse(denying.get(path, token), without);
    }
  }

  private static void assertResponse(Response response, int status) {
    assertThat(response.status()).isEqualTo(status);
    if (status == 403) {
      assertThat(response.reason()).isEqualTo("role");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/admin/** = admin | allow | admin | 200",
        "/admin/** = admin | allow | service | 403",
        "/admin/** = admin; /x = x | allow | admin | 403",
        "/admin/** = admin; /x = x | allow | x,admin | 200",
        "/admin/** = * | allow | service | 200",
        "/admin/** = admin | deny | admin | 403",
        "/admin/** = admin; /** = * | deny | admin | 200"
      })
  void acceptedAmbiguousPath_needsAdmissionByEveryRule(
      String rules, String others, String roles, int status) throws Exception {
    try (TestServer lenient =
        TestServer.builder()
            .param("latchkey.ambiguous-paths", "authenticate")
            .param("latchkey.roles", rules)
            .param("latchkey.roles-default", others)
            .servlet("/*", new WhoServlet())
            .start()) {
      for (String path : new String[] {"/static;/x", "/a//admin/x", "/a/../admin/x"}) {
        Response response = lenient.request("GET " + path, bearer(roles));

        assertThat(response.status()).isEqualTo(status);
        if (status == 403) {
          assertThat(response.reason()).isEqualTo("role");
        }
      }
      assertThat(lenient.request("GET /a//admin/x").reason()).isEqualTo("missing");
    }
  }

  @Test
  void uselessRule_isWarnedOf() throws Exception {
    try (CollectedLog log = CollectedLog.ofAll();
        TestServer started =
            TestServer.builder()
                .param("latchkey.roles", "/api/** = *; /api/admin/** = admin")
                .start()) {
      assertThat(started.isRunning()).isTrue();
      assertThat(
              log.levelsOf(
                  "latchkey.roles: the rule '/api/admin/** = admin' has no effect, because the"
                      + " earlier rule '/api/** = *' matches the same requests"))
          .containsExactly(Level.WARNING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/ = admin", "/admin/*.html = admin", "/admin/**"})
  void badRule_stopsTheStart(String rule) throws Exception {
    try (TestServer failed = TestServer.builder().param("latchkey.roles", rule).start()) {
      assertThat(failed.isRunning()).isFalse();
    }
  }
}
