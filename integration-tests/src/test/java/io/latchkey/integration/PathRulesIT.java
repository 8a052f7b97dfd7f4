package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection;
import io.latchkey.filter.RawConnection.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Roles by path and open folders, against the decoding of paths of this server. */
@ExtendWith(ServerExtension.class)
class PathRulesIT {
  private final Application probe;
  private final Application latchkey;

  PathRulesIT(@Probe Application probe, Application latchkey) {
    this.probe = probe;
    this.latchkey = latchkey;
  }

  private Response get(String path, String token) throws Exception {
    return probe.raw("GET " + path, "Authorization: Bearer " + token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/admin/x", "/admin", "/admin/", "/%61dmin/x", "/adm%69n/x", "/admin/%78"})
  void everySpellingOfAPath_needsTheRole(String path) throws Exception {
    Response rejected = get(probe.contextPath() + path, probe.token("worker-1"));

    assertThat(rejected.status()).isEqualTo(403);
    assertThat(rejected.reason()).isEqualTo("role");
    assertThat(rejected.header("WWW-Authenticate"))
        .endsWith("error=\"insufficient_scope\", scope=\"admin\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/admin/x", "/%61dmin/x"})
  void callerWithTheRole_isAdmitted(String path) throws Exception {
    String token = probe.token(Map.of("sub", "alice", "roles", "admin"));

    assertThat(get(probe.contextPath() + path, token).body()).startsWith("REQUEST alice ");
  }

  @Test
  void escapedContextPath_needsTheRole() throws Exception {
    String context = "/%" + Integer.toHexString(probe.contextPath().charAt(1));
    String path = context + probe.contextPath().substring(2) + "/admin/x";

    // Some servers do not find the application.
    assertThat(get(path, probe.token("worker-1")).status()).isIn(403, 404);
  }

  /** RESTEasy serves a method in any letter case; Tomcat and Jetty pass it on as it is. */
  @ParameterizedTest
  @ValueSource(strings = {"GET", "get", "gET", "HEAD", "head"})
  void methodInAnyCase_requiresItsRole(String method) throws Exception {
    String path = method + " " + latchkey.contextPath() + "/ca/openapi.json";

    Response rejected = answer(path, Map.of("sub", "worker-1"));
    Response admitted = answer(path, Map.of("sub", "alice", "roles", "reader"));

    assertThat(rejected.status()).isEqualTo(403);
    assertThat(rejected.header("WWW-Authenticate"))
        .endsWith("error=\"insufficient_scope\", scope=\"reader\"");
    assertThat(admitted.status()).isEqualTo(200);
  }

  private Response answer(String requestLine, Map<String, ?> claims) throws Exception {
    try (RawConnection connection = latchkey.connect()) {
      return connection
          .send(Application.text(requestLine, "Authorization: Bearer " + latchkey.token(claims)))
          .readHead();
    }
  }

  @Test
  void methodOfAnOpenPath_isComparedExactly() throws Exception {
    assertThat(probe.raw("get " + probe.contextPath() + "/static/x.css").status()).isEqualTo(401);
  }

  @Test
  void openFolder_isComparedRaw() throws Exception {
    assertThat(probe.get("/static/css/x.css").statusCode()).isEqualTo(200);
    assertThat(probe.raw("GET " + probe.contextPath() + "/st%61tic/x").status()).isEqualTo(401);
    assertThat(probe.raw("GET " + probe.contextPath() + "/static/%2e%2e/admin/x").status())
        .isEqualTo(400);
    assertThat(probe.raw("GET " + probe.contextPath() + "/static/..;/admin/x").status())
        .isEqualTo(400);
  }
}
