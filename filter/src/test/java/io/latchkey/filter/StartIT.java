package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.VerifiedToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the settings do to the start, and what they change. */
class StartIT {
  private static final TestServer.Handler ROLES =
      (request, response) ->
          response.getWriter().print(((VerifiedToken) request.getUserPrincipal()).roles());

  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private String logged() {
    return String.join("", log.lines());
  }

  @Test
  void noPreSharedKey_stopsStartWithInstruction() throws Exception {
    try (TestServer server = TestServer.unconfigured().start()) {
      assertThat(server.isRunning()).isFalse();
      assertThat(server.request("GET /ca/cert").status()).isEqualTo(404);
    }
    assertThat(logged())
        .contains("There is no pre-shared key. Set latchkey.psk", "openssl rand -base64 32");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latchkey.open-path | GET /x | did you mean latchkey.open-paths?",
        "latchkey.auth | off | must be required or disabled",
        "latchkey.ambiguous-paths | allow | must be reject or authenticate",
        "latchkey.allow-preflight | yes | must be true or false",
        "latchkey.open-paths | /x | it has no method; write for example GET /x",
        "latchkey.cors.origins | https://app.example.org/ | is not an origin as browsers send it",
        "latchkey.cors.origins | https://app.example.org:443 | is not an origin as browsers send it",
        "latchkey.cors.origins | https://App.example.org | is not an origin as browsers send it",
        "latchkey.cors.origins | null | is not an origin as browsers send it",
        "latchkey.cors.origins | *, https://app.example.org | write * alone",
        "latchkey.cors.methods | GET | has no effect without latchkey.cors.origins",
        "latchkey.cors.max-age | PT1M | has no effect without latchkey.cors.origins",
        "latchkey.roles | /x = y z | has the rule '/x = y z'; behind '=' write roles without spaces",
        "latchkey.roles-default | reject | must be allow or deny",
        "latchkey.name-claims | , | names no claim; write for example sub,email",
        "latchkey.roles-claim | , | names no claim; write for example roles,groups",
        "latchkey.roles | ; | has no rule; write for example /admin/** = admin",
        "latchkey.clock-skew | 30 | is not an ISO 8601 duration",
        "latchkey.clock-skew | PT2H | must be from PT0S to PT1H",
        "latchkey.kdf-iterations | 999 | must be a whole number from 1000 to 10000000",
        "latchkey.kdf-concurrency | 0 | must be a whole number from 1 to 1024",
        "latchkey.max-token-lifetime | PT0S | must be from PT1S",
        "latchkey.jwks-refresh | PT9S | must be from PT10S to PT720H",
        "latchkey.jwks-refresh | -PT5M | must be from PT10S to PT720H",
        "latchkey.jwks-refresh | P31D | must be from PT10S to PT720H",
        "latchkey.jwks-refresh | P2D | is longer than latchkey.jwks-max-age, which is PT24H",
        "latchkey.jwks-max-age | PT299S | must be at least latchkey.jwks-refresh, PT5M",
        "latchkey.jwks-max-age | P366D | must be from PT10S to PT8760H",
        "latchkey.jwks-max-age | 1h | is not an ISO 8601 duration",
        "latchkey.previous-psk | caf\uFFFD | the value has the character U+FFFD",
        "Latchkey.Open-Paths | GET /x | did you mean latchkey.open-paths?",
      })
  void badSetting_stopsTheStart(String name, String value, String problem) throws Exception {
    try (TestServer server = TestServer.builder().param(name, value).start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(logged()).contains(name).contains(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "latchkey.allow-preflight | true | cannot be combined with latchkey.allow-preflight",
        "latchkey.cors.methods | get | has the entry 'get', which is not a method",
        "latchkey.cors.methods | TRACE | has the entry 'TRACE', which is not a method",
        "latchkey.cors.headers | * X | has the entry '* X', which is not the name of a header",
        "latchkey.cors.headers | * | has the entry '*', which is not the name of a header",
        "latchkey.cors.max-age | P2D | must be from PT0S to PT24H"
      })
  void badSettingWithCorsOrigins_stopsTheStart(String name, String value, String problem)
      throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.cors.origins", "https://app.example.org")
            .param(name, value)
            .start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(logged()).contains("latchkey.cors.").contains(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "'\uFEFFlatchkey.policy.dns', '\\ufefflatchkey.policy.dns', latchkey.policy.dns",
    "'l\u0430tchkey.policy.dns', 'l\\u0430tchkey.policy.dns', latchkey.policy.dns",
  })
  void nonAsciiName_stopsStartAndIsShown(String name, String shown, String nearest)
      throws Exception {
    try (TestServer server = TestServer.builder().param(name, "*.example.org").start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(logged())
        .contains("Unknown setting " + shown + " (from context-param)")
        .contains("did you mean " + nearest + "?");
  }

  @Test
  void weakKey_isAcceptedWithWarningHidingIt() throws Exception {
    try (TestServer server = TestServer.unconfigured().param("latchkey.psk", "hunter2").start()) {
      assertThat(server.isRunning()).isTrue();
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("WARNING"))
        .singleElement()
        .asString()
        .contains("latchkey.psk: The pre-shared key has fewer than 16 characters");
    assertThat(logged()).doesNotContain("hunter2");
  }

  @Test
  void pathAsKey_logsWarningWithoutShowingIt(@TempDir Path folder) throws Exception {
    String path = Files.createFile(folder.resolve("file-of-a-pre-shared-key")).toString();
    try (TestServer server = TestServer.unconfigured().param("latchkey.psk", path).start()) {
      assertThat(server.isRunning()).isTrue();
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("WARNING"))
        .singleElement()
        .asString()
        .contains("latchkey.psk: The value is the path of a file")
        .contains("write file: before the path");
    assertThat(logged()).doesNotContain(path);
  }

  @Test
  void nonexistentPath_isKeyWithoutWarning(@TempDir Path folder) throws Exception {
    String path = folder.resolve("no-file-of-this-name").toString();
    try (TestServer server = TestServer.unconfigured().param("latchkey.psk", path).start()) {
      assertThat(server.isRunning()).isTrue();
    }
    assertThat(log.lines()).filteredOn(line -> line.contains("WARNING")).isEmpty();
  }

  @Test
  void requiredAuthentication_isAContextAttribute() throws Exception {
    try (TestServer server = TestServer.builder().start()) {
      assertThat(server.contextAttribute(BearerTokenFilter.AUTH_ATTRIBUTE)).isEqualTo("required");
    }
  }

  @Test
  void disabledAuthentication_admitsEveryRequestAnonymouslyAndWarns() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.auth", "disabled")
            .servlet("/*", new WhoServlet())
            .connector(connector -> connector.setAllowTrace(true))
            .start()) {
      assertThat(server.contextAttribute(BearerTokenFilter.AUTH_ATTRIBUTE)).isEqualTo("disabled");
      assertThat(server.request("GET /whoami").body()).isEqualTo("null null null");
      assertThat(server.request("POST /a;b//c", "Content-Length: 0").status()).isEqualTo(200);
      assertThat(server.get("/whoami", Tokens.of("worker-1")).body()).isEqualTo("null null null");
      assertThat(server.get("/whoami", Tokens.forged()).status()).isEqualTo(200);
      assertThat(server.request("TRACE /whoami").status()).isEqualTo(405);
    }
    assertThat(logged()).contains("latchkey.auth=disabled: all requests");
  }

  @Test
  void disabledAuthentication_needsNoKey() throws Exception {
    try (TestServer server = TestServer.unconfigured().param("latchkey.auth", "disabled").start()) {
      assertThat(server.isRunning()).isTrue();
    }
  }

  @Test
  void previousKey_isStillAccepted() throws Exception {
    String previous = "the key that all had until yesterday";
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.previous-psk", previous)
            .servlet("/*", new WhoServlet())
            .start()) {
      String token = Tokens.signer(previous).sign(Map.of("sub", "worker-1"));

      assertThat(server.get("/whoami", token).body()).startsWith("worker-1 ");
      assertThat(server.get("/whoami", Tokens.of("worker-2")).body()).startsWith("worker-2 ");
    }
  }

  @Test
  void nameClaims_nameTheCaller() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.name-claims", "upn, preferred_username, sub")
            .servlet("/*", new WhoServlet())
            .start()) {
      String token =
          Tokens.signer(Tokens.PSK).sign(Map.of("sub", "24400320", "upn", "jdoe@example.com"));

      assertThat(server.get("/whoami", token).body()).startsWith("jdoe@example.com ");
      assertThat(server.get("/whoami", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    }
  }

  @Test
  void settingsOfTokens_reachTheVerifier() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.roles-claim", "realm.roles, teams")
            .param("latchkey.max-token-lifetime", "PT10M")
            .param("latchkey.clock-skew", "PT0S")
            .servlet("/*", ROLES)
            .start()) {
      String roles =
          Tokens.signer(Tokens.PSK)
              .sign(
                  Map.of("realm", Map.of("roles", List.of("one")), "teams", "two", "roles", "no"));
      Response tooLong =
          server.get(
              "/x", Tokens.signer(Tokens.PSK).sign(Map.of(), java.time.Duration.ofMinutes(11)));

      assertThat(server.get("/x", roles).body()).isEqualTo("[one, two]");
      assertThat(tooLong.reason()).isEqualTo("unsupported");
    }
  }
}
