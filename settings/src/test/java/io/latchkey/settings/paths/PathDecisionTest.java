package io.latchkey.settings.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.paths.PathDecision.Access;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PathDecisionTest {
  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              "latchkey.open-paths", "@ca, GET /static/**",
              "latchkey.roles", "/admin/** = admin; /api/** = *"));

  private PathDecision decide(String method, String path) {
    return PathDecision.of(Settings.builder().source("test", settings).build(), method, path);
  }

  private void assertDecision(String path, Access access, String rule, Setting setting) {
    PathDecision decision = decide("GET", path);

    assertThat(decision.access()).isEqualTo(access);
    assertThat(decision.rule()).isEqualTo(rule);
    assertThat(decision.setting()).contains(setting);
  }

  @Test
  void decision_namesTheRule() {
    assertDecision("/static/x", Access.OPEN, "GET /static/**", Setting.OPEN_PATHS);
    assertDecision("/ca/cert", Access.OPEN, "@ca", Setting.OPEN_PATHS);
    assertDecision("/%61dmin/x", Access.ROLES, "/admin/** = admin", Setting.ROLES);
    assertDecision("/api/x", Access.AUTHENTICATED, "/api/** = *", Setting.ROLES);
    assertDecision("/other", Access.AUTHENTICATED, "allow", Setting.ROLES_DEFAULT);
    assertDecision("/admin//x", Access.REJECTED, "reject", Setting.AMBIGUOUS_PATHS);
    assertThat(decide("GET", "/admin").roles()).isEqualTo(List.of("admin"));
    assertThat(decide("TRACE", "/admin").access()).isEqualTo(Access.REJECTED);
  }

  @Test
  void entryOfCa_needsCa() {
    assertThat(decide("GET", "/ca/cert").onlyWithCa()).isTrue();
    assertThat(decide("GET", "/static/x").onlyWithCa()).isFalse();

    settings.put("latchkey.open-paths", "GET /ca/cert");

    assertThat(decide("GET", "/ca/cert").onlyWithCa()).isFalse();
  }

  @Test
  void denyByDefault_leavesOwnResourcesTheirRules() {
    settings.put("latchkey.roles-default", "deny");

    assertDecision("/other", Access.REJECTED, "deny", Setting.ROLES_DEFAULT);
    assertThat(decide("POST", "/ca/sign").access()).isEqualTo(Access.AUTHENTICATED);
    assertThat(decide("GET", "/metrics").access()).isEqualTo(Access.AUTHENTICATED);
  }

  @Test
  void denyByDefault_leavesEnabledEnrolmentItsRules() {
    settings.put("latchkey.roles-default", "deny");
    settings.put("latchkey.open-paths", "none");
    settings.put("latchkey.enrolment", "acme");

    assertThat(decide("POST", "/acme/new-order").access()).isEqualTo(Access.AUTHENTICATED);
    assertThat(decide("GET", "/acme").access()).isEqualTo(Access.AUTHENTICATED);
    assertDecision("/acmes", Access.REJECTED, "deny", Setting.ROLES_DEFAULT);
    assertDecision("/.well-known/est/cacerts", Access.REJECTED, "deny", Setting.ROLES_DEFAULT);

    settings.put("latchkey.enrolment", "cmp, est");

    assertThat(decide("POST", "/.well-known/cmp").access()).isEqualTo(Access.AUTHENTICATED);
    assertThat(decide("POST", "/.well-known/cmp/p/x").access()).isEqualTo(Access.AUTHENTICATED);
    assertThat(decide("GET", "/.well-known/est/cacerts").access()).isEqualTo(Access.AUTHENTICATED);
    assertDecision("/.well-known/x", Access.REJECTED, "deny", Setting.ROLES_DEFAULT);
    assertDecision("/acme/directory", Access.REJECTED, "deny", Setting.ROLES_DEFAULT);
  }

  @Test
  void acceptedAmbiguousPath_requiresRoleOfEveryRule() {
    settings.put("latchkey.ambiguous-paths", "authenticate");

    assertDecision("/static/../x", Access.EVERY_RULE, "authenticate", Setting.AMBIGUOUS_PATHS);
  }

  @Test
  void disabledAuthentication_opensEverything() {
    settings.put("latchkey.auth", "disabled");

    assertDecision("/admin", Access.OPEN, "disabled", Setting.AUTH);
  }

  @Test
  void ocspRequest_isOpenWithItsSlashes() {
    assertDecision("/ca/ocsp/MEU%2FAA%3D%3D", Access.OPEN, "@ca", Setting.OPEN_PATHS);
    assertDecision("/ca/ocsp/MEU//AA", Access.OPEN, "@ca", Setting.OPEN_PATHS);
    assertThat(decide("HEAD", "/ca/ocsp/MEU//AA").access()).isEqualTo(Access.REJECTED);
  }

  @Test
  void componentOfAnotherCa_opensPathsOfCa() {
    settings.put("latchkey.ca.url", "https://ca.example.org");
    settings.put("latchkey.roles", "/ca/** = admin");

    assertDecision("/ca/cert", Access.OPEN, "@ca", Setting.OPEN_PATHS);
  }

  @Test
  void openMetrics_nameTheirSetting() {
    settings.put("latchkey.metrics.open", "true");

    assertDecision("/metrics", Access.OPEN, "true", Setting.METRICS_OPEN);
  }
}
