package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.Tokens;
import io.latchkey.filter.observe.AuthenticationStatistics;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The annotation: literal values, expressions of both kinds, and what is wrong with them. */
class DefinitionIT {
  private static final String OTHER_PSK = Definitions.OTHER_PSK;

  @TempDir Path folder;

  private TestServer start(Class<?>... classes) throws Exception {
    return TestServer.unconfigured(folder).classes(classes).start();
  }

  @Test
  void literals_areTheSettings() throws Exception {
    try (TestServer server = start(Definitions.Literal.class)) {
      String token =
          Tokens.signer(Tokens.PSK)
              .sign(Map.of("sub", "worker-1", "teams", "admin", "roles", "service"));

      assertThat(server.get("/app/who").statusCode()).isEqualTo(401);
      assertThat(server.get("/app/open").statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who", token).body())
          .isEqualTo("worker-1 by psk service=false admin=true");
      assertThat(server.get("/app/who;x", token).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void definition_comesBeforeContextParams() throws Exception {
    try (TestServer server =
        TestServer.unconfigured(folder)
            .param("latchkey.psk", OTHER_PSK)
            .classes(Definitions.Literal.class)
            .start()) {
      assertThat(server.get("/app/who", Tokens.of("worker-1")).statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who", otherToken()).statusCode()).isEqualTo(401);
    }
  }

  private static String otherToken() {
    return Tokens.signer(OTHER_PSK).sign(Map.of("sub", "worker-2"));
  }

  @Test
  void immediateExpressions_areEvaluatedOnce() throws Exception {
    try (TestServer server =
        start(Definitions.Immediate.class, Definitions.Keys.class, KeysServlet.class)) {
      assertThat(server.get("/app/open").statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who", Tokens.of("worker-1")).statusCode()).isEqualTo(200);

      assertThat(server.get("/app/keys?" + OTHER_PSK).statusCode()).isEqualTo(200);

      assertThat(server.get("/app/who", Tokens.of("worker-1")).statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who", otherToken()).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void deferredExpressions_areEvaluatedForEachRequest() throws Exception {
    try (TestServer server =
        start(Definitions.Deferred.class, Definitions.Keys.class, KeysServlet.class)) {
      assertThat(server.get("/app/admin", Tokens.of("worker-1")).statusCode()).isEqualTo(200);
      assertThat(server.get("/app/who").statusCode()).isEqualTo(200);
      assertThat(server.get("/app/open").statusCode()).isEqualTo(200);

      assertThat(server.get("/app/keys?" + OTHER_PSK).statusCode()).isEqualTo(200);

      assertThat(server.get("/app/admin", Tokens.of("worker-1")).statusCode()).isEqualTo(401);
      assertThat(server.get("/app/admin", otherToken()).body())
          .isEqualTo("worker-2 by psk service=true admin=false");
    }
  }

  @Test
  void failedDeferredExpression_rejectsLogsOnceAndRecovers() throws Exception {
    try (CollectedLog log = CollectedLog.of("io.latchkey");
        TestServer server =
            start(Definitions.Deferred.class, Definitions.Keys.class, KeysServlet.class)) {
      server.setContextAttribute(Definitions.Keys.GONE, true);

      for (int n = 0; n < 3; n++) {
        var response = server.get("/app/admin", Tokens.of("worker-1"));
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).endsWith("\"reason\":\"configuration\"}\n");
        assertThat(response.headers().firstValue("Content-Type"))
            .hasValue("application/problem+json");
      }
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("SEVERE "))
          .singleElement()
          .asString()
          .contains("latchkey.psk", "its expression gives null");

      AuthenticationStatistics counts =
          (AuthenticationStatistics)
              server.contextAttribute(AuthenticationStatistics.class.getName());
      assertThat(counts.rejected("configuration")).isEqualTo(3);
      assertThat(counts.admitted()).isZero();

      server.setContextAttribute(Definitions.Keys.GONE, null);

      assertThat(server.get("/app/admin", Tokens.of("worker-1")).body())
          .isEqualTo("worker-1 by psk service=true admin=false");
      assertThat(counts.admitted()).isOne();
      assertThat(log.lines()).filteredOn(line -> line.startsWith("SEVERE ")).hasSize(1);
    }
  }

  @Test
  void missingProperty_stopsTheStartNamingSetting() {
    assertStartFails(
        "latchkey.issuer", "${keys.nothing}", Definitions.Broken.class, Definitions.Keys.class);
  }

  @Test
  void expressionThatGivesNull_stopsTheStart() {
    assertStartFails("latchkey.psk", "its expression gives null", Definitions.Empty.class);
  }

  @Test
  void deferredAuth_stopsTheStart() {
    assertStartFails("latchkey.auth", "write ${…} instead of #{…}", Definitions.DeferredAuth.class);
  }

  @Test
  void badValue_stopsTheStart() {
    assertStartFails(
        "latchkey.clock-skew (from @BearerTokenAuthenticationMechanismDefinition)",
        "is not an ISO 8601 duration",
        Definitions.Bad.class);
  }

  @Test
  void twoDefinitions_stopTheStart() {
    assertStartFails(
        Definitions.Literal.class.getName(),
        "remove all but one",
        Definitions.Literal.class,
        Definitions.Bad.class);
  }

  @Test
  void noKeyAnywhere_stopsTheStart() {
    assertStartFails("There is no pre-shared key", "Set latchkey.psk");
  }

  @Test
  void filterWithOwnSettings_stopsTheStart() throws Exception {
    try (TestServer server =
        TestServer.builder(folder)
            .webXml(
                """
                <filter>
                  <filter-name>tokens</filter-name>
                  <filter-class>io.latchkey.filter.BearerTokenFilter</filter-class>
                  <init-param>
                    <param-name>latchkey.prefix-check</param-name>
                    <param-value>true</param-value>
                  </init-param>
                </filter>
                """)
            .start()) {
      assertThat(server.isRunning()).isFalse();
    }
  }

  private void assertStartFails(String name, String problem, Class<?>... classes) {
    assertThatThrownBy(() -> start(classes))
        .hasStackTraceContaining(name)
        .hasStackTraceContaining(problem);
  }
}
