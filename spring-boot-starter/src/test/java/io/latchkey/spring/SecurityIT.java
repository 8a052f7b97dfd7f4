package io.latchkey.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.test.TestTokens;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The caller in Spring Security. */
class SecurityIT {
  @Test
  void defaultRulesOfSpringSecurity_acceptTheCaller() throws Exception {
    try (BootApplication application = BootApplication.start(Map.of())) {
      assertThat(application.get("/who").statusCode()).isEqualTo(401);
      assertThat(application.get("/who").body()).contains("\"reason\":\"missing\"");
      assertThat(application.get("/who", TestTokens.with("alice").roles("admin", "ops")).body())
          .isEqualTo("alice [ROLE_admin, ROLE_ops] token=true admin=true");
      assertThat(application.get("/later", TestTokens.with("worker-1")).body())
          .isEqualTo("worker-1 [ROLE_service] token=true admin=false");
    }
  }

  @Test
  void ownRules_seeTheCallerWithoutCsrfToken() throws Exception {
    Map<String, Object> properties = Map.of("latchkey.open-paths", "GET /open, POST /open");
    try (BootApplication application = BootApplication.start(properties, Rules.class)) {
      assertThat(application.get("/admin/x", TestTokens.with("alice")).statusCode()).isEqualTo(403);
      assertThat(application.get("/admin/x", TestTokens.with("alice").roles("admin")).body())
          .isEqualTo("alice [ROLE_admin] token=true admin=true");
      assertThat(application.get("/open").body())
          .isEqualTo("anonymousUser [ROLE_ANONYMOUS] token=false admin=false");
      assertThat(application.get("/open", TestTokens.with("alice").roles("admin")).body())
          .isEqualTo("alice [ROLE_admin] token=true admin=true");
      assertThat(application.post("/who", TestTokens.with("alice")).statusCode()).isEqualTo(200);
      // Without a caller, Spring Security still wants its CSRF token.
      assertThat(application.post("/open", TestTokens.with("alice").expired()).statusCode())
          .isEqualTo(403);
    }
  }

  /** Rules as an application has them. */
  @Configuration(proxyBeanMethods = false)
  static class Rules {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(
              rules ->
                  rules
                      .requestMatchers("/open", "/error")
                      .permitAll()
                      .requestMatchers("/admin/**")
                      .hasRole("admin")
                      .anyRequest()
                      .authenticated())
          .build();
    }
  }
}
