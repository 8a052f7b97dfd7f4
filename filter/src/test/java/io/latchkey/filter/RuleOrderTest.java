package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.rules.Outcome;
import io.latchkey.settings.Settings;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentPath;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockServletContext;

/**
 * The order of the rules in {@link BearerAuthenticator}: the first rule that a request breaks
 * rejects it, and a rule that accepts it comes before all others.
 */
class RuleOrderTest {
  private static final ComponentRoot ROOT = ComponentRoot.of(PreSharedKey.of(Tokens.PSK));
  private static final Map<String, String> SETTINGS =
      Map.of(
          "latchkey.psk", Tokens.PSK,
          "latchkey.kdf-iterations", "1000",
          "latchkey.open-paths", "GET /open/*",
          "latchkey.roles", "/** = admin");

  @AutoClose private final BearerAuthenticator authenticator = authenticator(SETTINGS);

  @AutoClose
  private final BearerAuthenticator disabled = authenticator(Map.of("latchkey.auth", "disabled"));

  private static BearerAuthenticator authenticator(Map<String, String> settings) {
    return BearerAuthenticator.of(
        Settings.builder().source("test", settings).build(), new MockServletContext());
  }

  private static MockHttpServletRequest request(String method, String path, String... tokens) {
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    for (String token : tokens) {
      request.addHeader("Authorization", "Bearer " + token);
    }
    return request;
  }

  private static String decision(BearerAuthenticator by, HttpServletRequest request) {
    Outcome outcome = by.authenticate(request);
    return outcome instanceof Outcome.Rejected rejected
        ? rejected.problem().reason()
        : outcome.getClass().getSimpleName();
  }

  private String decision(HttpServletRequest request) {
    return decision(authenticator, request);
  }

  private static String ofComponent(String path) throws Exception {
    return TokenSigner.of(ROOT.key(ComponentPath.parse(path))).sign(Map.of());
  }

  @Test
  void method_isTheFirstRule() {
    assertThat(decision(disabled, request("TRACE", "/a//b"))).isEqualTo("method");
    assertThat(decision(request("TRACE", "/a//b"))).isEqualTo("method");
  }

  @Test
  void disabledAuthentication_comesBeforeThePath() {
    assertThat(decision(disabled, request("GET", "/a//b"))).isEqualTo("Open");
  }

  @Test
  void ambiguousPath_comesBeforeTheOpenPaths() {
    assertThat(decision(request("GET", "/open/..;/b"))).isEqualTo("ambiguous_path");
  }

  @Test
  void openPath_comesBeforeTheToken() {
    assertThat(decision(request("GET", "/open/a", "x", "y"))).isEqualTo("Open");
  }

  @Test
  void token_comesBeforePurposeAndRole() {
    String bound = Tokens.withClaim("a", "csr_sha256", "x");

    assertThat(decision(request("GET", "/a"))).isEqualTo("missing");
    assertThat(decision(request("GET", "/a", bound, bound))).isEqualTo("ambiguous_credentials");
    assertThat(decision(request("GET", "/a", Tokens.expired()))).isEqualTo("expired");
  }

  @Test
  void purposeAndUse_comeBeforeTheRole() throws Exception {
    String bound = Tokens.withClaim("a", "csr_sha256", "x");

    assertThat(decision(request("GET", "/a", bound))).isEqualTo("purpose");
    assertThat(decision(request("GET", "/a", bound))).as("cached").isEqualTo("purpose");
    assertThat(decision(request("GET", "/a", ofComponent("a;use=sign")))).isEqualTo("use");
  }

  @Test
  void role_isTheLastRule() {
    assertThat(decision(request("GET", "/a", Tokens.of("a")))).isEqualTo("role");
    assertThat(decision(request("GET", "/a", Tokens.withRoles("a", "admin"))))
        .isEqualTo("Admitted");
  }
}
