package io.latchkey.settings.paths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleRulesTest {
  private static RoleRules of(String rules) {
    return of(rules, "allow");
  }

  private static RoleRules of(String rules, String others) {
    return RoleRules.of(
        Settings.builder()
            .source("init-param", Map.of("latchkey.roles", rules, "latchkey.roles-default", others))
            .build());
  }

  private static String decide(RoleRules rules, String method, String path) {
    RoleRule rule = rules.find(method, path, 0);
    return rule == null ? "none" : rule.text();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | /admin | /admin/** = admin",
        "GET | /admin/ | /admin/** = admin",
        "DELETE | /admin/x/y | /admin/** = admin",
        "GET | /%61dmin/x | /admin/** = admin",
        "GET | /adm%69%6e | /admin/** = admin",
        "GET | /administrator | none",
        "GET | /Admin/x | none",
        "POST | /api/orders | POST /api/orders/** = orders, admin",
        "POST | /api/orders/7 | POST /api/orders/** = orders, admin",
        "post | /api/orders/7 | POST /api/orders/** = orders, admin",
        "pOSt | /api/orders/7 | POST /api/orders/** = orders, admin",
        "POSTS | /api/orders/7 | /api/** = *",
        "GET | /api/orders/7 | /api/** = *",
        "GET | /report | GET /report = report",
        "HEAD | /report | GET /report = report",
        "head | /report | GET /report = report",
        "get | /report | GET /report = report",
        "GET | /report/ | GET /report = report",
        "GET | /report/x | none",
        "PUT | /report | none",
        "GET | /one/x | /one/* = one",
        "GET | /one/x/ | /one/* = one",
        "GET | /one/x/y | none",
        "GET | /one | none",
        "GET | /one/ | none",
        "GET | /caf%c3%a9/x | /caf\u00e9/** = cafe",
        "GET | /caf%C3%A9 | /caf\u00e9/** = cafe",
        "GET | /a+b | /a+b = plus",
        "GET | /a%2bb | /a+b = plus",
        "GET | /a%20b/x | /a%20b/* = space",
        "GET | / | none"
      })
  void firstRuleThatMatchesTheDecodedPath_decides(String method, String path, String rule) {
    RoleRules rules =
        of(
            """
            /admin/** = admin; POST /api/orders/** = orders, admin; /api/** = *;
            GET /report = report; /one/* = one; /caf\u00e9/** = cafe; /a+b = plus;
            /a%20b/* = space;
            """);

    assertThat(decide(rules, method, path)).isEqualTo(rule);
    RoleRule found = rules.find(method, "/app" + path, 4);
    assertThat(found == null ? "none" : found.text()).isEqualTo(rule);
  }

  @Test
  void roles_admitCallersWithAnyOfThem() {
    RoleRules rules = of("/a = orders, admin; /b = *");
    RoleRule listed = rules.rules().get(0);
    RoleRule any = rules.rules().get(1);

    assertThat(listed.roles()).containsExactly("orders", "admin");
    assertThat(listed.admits(Set.of("service", "admin"))).isTrue();
    assertThat(listed.admits(Set.of("service"))).isFalse();
    assertThat(listed.admits(Set.of())).isFalse();
    assertThat(any.admits(Set.of())).isTrue();
  }

  @Test
  void ruleOfTheRoot_matchesTheRootOnly() {
    RoleRules rules = of("/ = start; /** = rest");

    assertThat(decide(rules, "GET", "/")).isEqualTo("/ = start");
    assertThat(decide(rules, "GET", "")).isEqualTo("/ = start");
    assertThat(decide(rules, "GET", "/x")).isEqualTo("/** = rest");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/a = admin | allow | admin | true",
        "/a = admin | allow | service | false",
        "/a = admin; /b = service | allow | admin | false",
        "/a = * | allow | service | true",
        "/a = * | deny | service | false",
        "/a = *; /** = service | deny | service | true",
        "GET /** = service | deny | service | false",
        "'' | allow | service | true"
      })
  void callerAdmittedByEveryRule_isAdmittedEverywhere(
      String rules, String others, String role, boolean everywhere) {
    RoleRules all = rules.isEmpty() ? RoleRules.of(Settings.builder().build()) : of(rules, others);

    assertThat(all.admitEverywhere(Set.of(role))).isEqualTo(everywhere);
  }

  @ParameterizedTest
  @ValueSource(strings = {";", " ; ; "})
  void valueWithoutARule_isRejected(String rules) {
    assertThatThrownBy(() -> of(rules))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith("latchkey.roles (from init-param): has no rule; write for example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/admin/ = admin | write /admin/** for the folder and everything below, or /admin for this",
        "POST /x/*.html = a | write POST /x/** for the folder and everything below, or POST /x/* for",
        "/a/*/b = a | write /a/** for the folder",
        "/admin/** | it has no '='",
        "/admin/** = | behind '=' write roles",
        "/admin/** = a b | behind '=' write roles",
        "/admin/** = a,,b | behind '=' write roles",
        "/a = x /b = y | behind '=' write roles",
        "/a = admin, * | '*' admits every",
        "get /a = x | before '=' write a path, or a method in capital letters",
        "GET POST /a = x | before '=' write a path",
        "admin = x | the path is ambiguous",
        "/a//b = x | the path is ambiguous",
        "/a%2Fb = x | the path is ambiguous",
        "/a?b = x | the path is ambiguous",
        "TRACE /a = x | TRACE is always rejected"
      })
  void badRule_isRejectedWithCorrectForm(String rule, String form) {
    assertThatThrownBy(() -> of("/first = x; " + rule))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "latchkey.roles (from init-param): has the rule '%s'; ".formatted(rule))
        .hasMessageContaining(form);
  }

  @Test
  void unknownDefault_isRejected() {
    assertThatThrownBy(() -> of("/a = b", "reject"))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "latchkey.roles-default (from init-param): must be allow or deny, not 'reject'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/** = *; /api/admin/** = admin",
        "/api/** = *; /api = admin",
        "/api/** = *; /api/* = admin",
        "/** = *; GET /x = admin",
        "GET /x = a; HEAD /x = b",
        "/a/* = a; /a/b = b",
        "/a = a; /a = b"
      })
  void shadowedRule_isWarnedOf(String rules) {
    assertThat(of(rules).warnings()).singleElement().asString().contains("has no effect");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/admin/** = admin; /api/** = *",
        "GET /x = a; POST /x = b",
        "GET /x = a; /x = b",
        "/a/* = a; /a/** = b",
        "/a/b = a; /a/* = b",
        "/api/x/** = a; /api/** = b",
        "/x/** = a; /** = b"
      })
  void ruleThatStillDecides_isNotWarnedOf(String rules) {
    assertThat(of(rules).warnings()).isEmpty();
  }

  @Test
  void decision_allocatesNothing() {
    RoleRules rules = of("/admin/** = admin; POST /api/orders/** = orders; /one/* = one; /x = y");
    OpenPaths open = OpenPaths.of(Settings.builder().build());
    String[] paths = {"/app/other/page", "/app/%61dmin/x", "/app/one/x/y", "/app/api/orders"};
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int found = 0;
    long before = 0;
    for (int n = 0; n < 2000; n++) {
      if (n == 1000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      for (String path : paths) {
        found += rules.find("POST", path, RawPath.endOfContext(path, "/app")) == null ? 0 : 1;
        found += open.find("GET", path, 4, () -> true) == null ? 0 : 1;
      }
    }

    // The two calls of the bean may allocate a little themselves.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1000);
    assertThat(found).isEqualTo(2 * 2000);
  }
}
