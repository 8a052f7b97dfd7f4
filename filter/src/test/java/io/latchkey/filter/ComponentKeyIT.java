package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of component keys at the filter. */
class ComponentKeyIT {
  private static final ComponentRoot ROOT = ComponentRoot.of(PreSharedKey.of(Tokens.PSK));

  @TempDir Path dir;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

  private static String token(String path) throws InvalidTokenException {
    return TokenSigner.of(ROOT.key(ComponentPath.parse(path))).sign(Map.of());
  }

  private static TestServer.Builder server() {
    return TestServer.builder().servlet("/*", new WhoServlet());
  }

  private static void assertRejected(Response response, int status, String reason, String error) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.reason()).isEqualTo(reason);
    assertThat(response.header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"" + error + "\"");
  }

  @ParameterizedTest
  @CsvSource({
    "a,           GET /x,          true",
    "a,           POST /ca/sign,   true",
    "a;use=token, GET /x,          true",
    "a;use=token, GET /ca/sign,    true",
    "a;use=token, POST /ca/sign,   false",
    "a;use=sign,  POST /ca/sign,   true",
    "a;use=sign,  POST /ca/%73ign, false",
    "a;use=sign,  GET /x,          false",
    "a;use=est,   GET /x,          false",
    "a;use=token~b;use=sign, GET /x, false",
  })
  void use_isLimitedToRequestsOfTheKey(String path, String request, boolean allowed)
      throws Exception {
    try (TestServer server = server().start()) {
      Response response =
          server.request(request, "Authorization: Bearer " + token(path), "Content-Length: 0");

      if (allowed) {
        assertThat(response.status()).isEqualTo(200);
      } else {
        assertRejected(response, 403, "use", "insufficient_scope");
      }
    }
  }

  @Test
  void prefixCheck_doesNotApply() throws Exception {
    String key = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    try (TestServer server =
        server().param("latchkey.public-key", key).param("latchkey.prefix-check", "true").start()) {
      assertThat(server.get("/x", token("a")).body()).startsWith("a ");
    }
  }

  @Test
  void revokedFile_isReloadedUnlessBroken() throws Exception {
    Path file = Files.writeString(dir.resolve("revoked"), "");
    String stolen = token("team-a;days=30~worker-1");
    try (TestServer server =
        server().param("latchkey.revoked-components", "file:" + file).start()) {
      assertThat(server.get("/x", stolen).body()).startsWith("team-a/worker-1 ");

      Files.writeString(file, "# stolen on Monday\nteam-a\n");

      await()
          .untilAsserted(
              () -> assertRejected(server.get("/x", stolen), 401, "revoked", "invalid_token"));
      Files.writeString(file, "team-a;\n");
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .anyMatch(
                          line ->
                              line.contains("latchkey.revoked-components")
                                  && line.contains("team-a;")));
      assertThat(server.get("/x", stolen).reason()).isEqualTo("revoked");
      Files.delete(file);
      await()
          .untilAsserted(
              () ->
                  assertThat(log.lines())
                      .filteredOn(line -> line.contains("stay in use"))
                      .hasSize(2));
      assertThat(server.get("/x", stolen).reason()).isEqualTo("revoked");
      assertThat(server.get("/x", token("team-ab")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"team-a;", "team-a # x", "lk1.team-a", "team-a;no=1"})
  void malformedRevokedEntry_stopsStart(String value) throws Exception {
    try (TestServer server = server().param("latchkey.revoked-components", value).start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines())).contains("latchkey.revoked-components");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lk1.", "lk1.lk1."})
  void secretAsRevokedEntry_stopsStartWithoutDisclosure(String prefix) throws Exception {
    String secret = ROOT.key(ComponentPath.parse("a")).reveal();
    try (TestServer server =
        server().param("latchkey.revoked-components", prefix + secret).start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines()))
        .contains("latchkey.revoked-components", "This is the secret of a component key")
        .doesNotContain(secret.substring(5, 48));
  }

  @ParameterizedTest
  @ValueSource(strings = {"latchkey.psk", "latchkey.previous-psk"})
  void secretOfComponentKey_asPsk_stopsStart(String setting) throws Exception {
    String secret = ROOT.key(ComponentPath.parse("a")).reveal();
    try (TestServer server = server().param(setting, secret).start()) {
      assertThat(server.isRunning()).isFalse();
    }
    assertThat(String.join("", log.lines()))
        .contains(setting + " ")
        .contains("the value is the secret of a component key")
        .doesNotContain(secret.substring(5, 48));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lk1.", "lk1.lk1."})
  void secretAsKid_isRejectedAndNotLogged(String prefix) throws Exception {
    String secret = ROOT.key(ComponentPath.parse("a")).reveal();
    String token = Tokens.withKeyId(prefix + secret);
    try (TestServer server = server().start()) {
      assertRejected(server.get("/x", token), 401, "malformed", "invalid_token");
    }
    assertThat(String.join("", log.lines())).doesNotContain(secret.substring(5, 48));
  }

  @Test
  void verifiedPath_isNeverThrottled() throws Exception {
    try (TestServer server = server().start()) {
      String known = token("a");
      assertThat(server.get("/x", known).status()).isEqualTo(200);
      String forged = known.replaceFirst(".{43}$", "A".repeat(43));
      for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
        assertThat(server.get("/x", forged).reason()).isEqualTo("signature");
      }
      assertThat(server.get("/x", Tokens.withKeyId("lk1.b")).reason()).isEqualTo("throttled");

      String unseen =
          TokenSigner.of(ROOT.key(ComponentPath.parse("a"))).sign(Map.of("sub", "a", "x", 1));

      assertThat(server.get("/x", unseen).status()).isEqualTo(200);
    }
  }

  @Test
  void weakPsk_hasNoComponentKeys() throws Exception {
    try (TestServer server =
        TestServer.unconfigured()
            .param("latchkey.psk", "hunter2")
            .servlet("/*", new WhoServlet())
            .start()) {
      assertRejected(server.get("/x", token("a")), 401, "unsupported", "invalid_token");
    }
  }
}
