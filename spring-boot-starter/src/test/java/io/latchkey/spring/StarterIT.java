package io.latchkey.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.filter.BearerTokenFilterBean;
import io.latchkey.filter.observe.AuthenticationEvent;
import io.latchkey.filter.observe.AuthenticationListener;
import io.latchkey.settings.SettingsException;
import io.latchkey.test.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterRegistration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.WebApplicationContext;

/** Registration, settings, metrics and health of the starter. */
class StarterIT {
  private static double requests(BootApplication application, String outcome) {
    return application
        .context()
        .getBean(MeterRegistry.class)
        .get("latchkey.requests")
        .tag("outcome", outcome)
        .functionCounters()
        .stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private static List<String> filters(BootApplication application) {
    return ((WebApplicationContext) application.context())
        .getServletContext().getFilterRegistrations().values().stream()
            .map(FilterRegistration::getClassName)
            .filter(name -> name.startsWith("io.latchkey."))
            .toList();
  }

  @Test
  void application_isProtectedAndObserved() throws Exception {
    Map<String, Object> properties =
        Map.of(
            "latchkey.openPaths[0]", "GET /nothing",
            "latchkey.openPaths[1]", "GET /actuator/health",
            "management.endpoint.health.show-details", "always");
    try (BootApplication application = BootApplication.start(properties, PermitAll.class)) {
      assertThat(application.get("/who").statusCode()).isEqualTo(401);
      assertThat(application.get("/who").body()).contains("\"reason\":\"missing\"");
      assertThat(application.get("/error").statusCode()).isEqualTo(401);
      assertThat(application.get("/nothing").statusCode()).isEqualTo(404);
      assertThat(application.get("/x", TestTokens.with("alice")).statusCode()).isEqualTo(404);
      assertThat(filters(application)).containsExactly(BearerTokenFilter.class.getName());
      assertThat(application.context().getBeansOfType(BearerTokenFilterBean.class)).hasSize(1);
      assertThat(requests(application, "admitted")).isEqualTo(1);
      assertThat(requests(application, "refused")).isEqualTo(3);
      assertThat(requests(application, "open")).isEqualTo(1);
      assertThat(application.get("/actuator/health").body())
          .contains("\"latchkey\":{")
          .contains("\"authentication\":\"required\"");
    }
  }

  @Test
  void listenerBean_isNotified() throws Exception {
    try (BootApplication application =
        BootApplication.start(Map.of(), PermitAll.class, Recorder.class)) {
      application.get("/who", TestTokens.with("alice"));
      application.get("/who");

      assertThat(application.context().getBean(Recorder.class).seen)
          .containsExactly("admitted alice", "rejected missing");
    }
  }

  @Test
  void noKey_stopsTheStartWithAnExplanation() {
    assertThatThrownBy(() -> BootApplication.startWithoutKey(Map.of()))
        .hasRootCauseInstanceOf(SettingsException.class);

    FailureAnalysis analysis = SeenFailure.LAST.getAndSet(null);
    assertThat(analysis.getDescription())
        .startsWith("Latchkey rejects the configuration: There is no pre-shared key.");
    assertThat(analysis.getAction())
        .contains("latchkey.psk=file:/run/secrets/psk", "latchkey.auth=disabled");
  }

  @Test
  void unknownSetting_stopsTheStartWithAnExplanation() {
    assertThatThrownBy(() -> BootApplication.start(Map.of("latchkey.open-pahts", "x")))
        .hasRootCauseInstanceOf(SettingsException.class);

    FailureAnalysis analysis = SeenFailure.LAST.getAndSet(null);
    assertThat(analysis.getDescription())
        .contains("Unknown setting latchkey.open-pahts", "did you mean latchkey.open-paths?");
    assertThat(analysis.getAction()).startsWith("Correct the setting.");
  }

  @Test
  void managementServer_isProtectedWithApplicationSettings() throws Exception {
    Map<String, Object> properties =
        Map.of(
            "management.server.port", "0",
            "management.server.address", "127.0.0.1",
            "management.endpoint.health.show-details", "always");
    try (BootApplication application =
        BootApplication.start(properties, OwnRegistration.class, PermitAll.class)) {
      assertThat(application.manage("/actuator/health").statusCode()).isEqualTo(401);
      assertThat(application.manage("/actuator/health").body()).contains("\"missing\"");
      assertThat(application.manage("/actuator/health", TestTokens.with("alice")).body())
          .contains("\"authentication\":\"required\"");
      assertThat(application.manage("/actuator/info").statusCode()).isNotEqualTo(401);
      assertThat(application.get("/actuator/info").statusCode()).isEqualTo(404);
    }
  }

  /** A listener as an application has it. */
  static class Recorder implements AuthenticationListener {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void admitted(AuthenticationEvent event) {
      seen.add("admitted " + event.caller().orElseThrow());
    }

    @Override
    public void rejected(AuthenticationEvent event) {
      seen.add("rejected " + event.reason().orElseThrow());
    }
  }

  /** The application's own registration replaces that of the starter. */
  @Configuration(proxyBeanMethods = false)
  static class OwnRegistration {
    @Bean
    FilterRegistrationBean<BearerTokenFilter> tokens() {
      var bean = new FilterRegistrationBean<>(new BearerTokenFilter());
      bean.addInitParameter("latchkey.psk", TestTokens.psk());
      bean.addInitParameter("latchkey.open-paths", "GET /actuator/info");
      return bean;
    }
  }

  /** Leaves all decisions to the filter. */
  @Configuration(proxyBeanMethods = false)
  static class PermitAll {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(rules -> rules.anyRequest().permitAll()).build();
    }
  }
}
