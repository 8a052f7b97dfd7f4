package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.Tokens;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CORS and roles by path, when a mechanism authenticates the requests. */
class MechanismCorsIT {
  private static final String APP = "https://app.example.org";
  private static final String ALLOWED = "Access-Control-Allow-Origin";

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        TestServer.builder(folder)
            .param("latchkey.open-paths", "GET /open, GET /open/admin")
            .param("latchkey.cors.origins", APP)
            .param("latchkey.roles", "/who = admin")
            .webXml(MechanismIT.CONSTRAINT)
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/app/who", "/app/open", "/app/open/admin", "/app/nothing-here"})
  void preflight_isAnsweredWithoutAToken(String path) throws Exception {
    HttpResponse<String> response =
        server.send("OPTIONS", path, "Origin", APP, "Access-Control-Request-Method", "PUT");

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().allValues(ALLOWED)).containsExactly(APP);
    assertThat(response.headers().allValues("Access-Control-Allow-Methods")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/app/who", "/app/open/admin"})
  void rejection_hasTheHeadersOnce(String path) throws Exception {
    HttpResponse<String> response = server.send("GET", path, "Origin", APP);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().allValues(ALLOWED)).containsExactly(APP);
    assertThat(response.headers().allValues("Vary")).containsExactly("Origin");
  }

  @Test
  void rolesByPath_areThoseOfTheFilter() throws Exception {
    HttpResponse<String> rejected = server.get("/app/who", Tokens.of("worker-1"));

    assertThat(rejected.statusCode()).isEqualTo(403);
    assertThat(rejected.body()).endsWith("\"reason\":\"role\"}\n");
    assertThat(rejected.headers().firstValue("WWW-Authenticate").orElseThrow())
        .endsWith("scope=\"admin\"");
    assertThat(server.get("/app/who", Tokens.withRoles("ops", "admin")).body())
        .startsWith("ops by psk");
  }
}
