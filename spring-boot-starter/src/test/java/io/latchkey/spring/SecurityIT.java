package io.latchkey.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.test.TestToken;
import io.latchkey.test.TestTokens;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The caller in Spring Security. */
class SecurityIT {
  private static final Map<String, Object> OPEN =
      Map.of("latchkey.open-paths", "GET /open, GET /session");

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

  @ParameterizedTest
  @ValueSource(
      classes = {OneSession.class, InvalidSessionUrl.class, NewSession.class, ImplicitSave.class})
  void sessionManagement_savesNoCaller(Class<?> sessions) throws Exception {
    try (BootApplication application =
        BootApplication.start(OPEN, SessionController.class, sessions)) {
      TestToken alice = TestTokens.with("alice").roles("admin");
      for (int n = 0; n < 2; n++) {
        HttpResponse<String> response = application.get("/session", alice);

        assertThat(response.body()).startsWith("session=false");
        assertThat(response.headers().allValues("Set-Cookie")).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {OneSession.class, InvalidSessionUrl.class, NewSession.class})
  void sessionOfRequestWithCaller_hasNoCaller(Class<?> sessions) throws Exception {
    try (BootApplication application =
        BootApplication.start(OPEN, SessionController.class, sessions)) {
      TestToken alice = TestTokens.with("alice").roles("admin");
      String cookie = cookie(application.get("/session?create", alice));

      assertThat(application.get("/open", cookie, alice).body())
          .isEqualTo("alice [ROLE_admin] token=true admin=true");
      assertThat(application.get("/open", cookie).body())
          .isEqualTo("anonymousUser [ROLE_ANONYMOUS] token=false admin=false");
    }
  }

  @Test
  void callerThatApplicationSaves_isNotAccepted() throws Exception {
    try (BootApplication application =
        BootApplication.start(OPEN, SessionController.class, OneSession.class)) {
      TestToken alice = TestTokens.with("alice").roles("admin");
      String cookie = cookie(application.get("/session?save", alice));

      assertThat(application.get("/session?saved", cookie).body()).isEqualTo("alice");
      assertThat(application.get("/open", cookie).body())
          .isEqualTo("anonymousUser [ROLE_ANONYMOUS] token=false admin=false");
    }
  }

  @Test
  void implicitSave_hidesTheCaller() throws Exception {
    try (BootApplication application =
        BootApplication.start(OPEN, SessionController.class, ImplicitSave.class)) {
      assertThat(application.get("/open", TestTokens.with("alice")).body())
          .isEqualTo("anonymousUser [ROLE_ANONYMOUS] token=false admin=false");
    }
  }

  private static String cookie(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
  }

  private static SecurityFilterChain chain(
      HttpSecurity http, Customizer<SessionManagementConfigurer<HttpSecurity>> sessions)
      throws Exception {
    return http.authorizeHttpRequests(rules -> rules.anyRequest().permitAll())
        .sessionManagement(sessions)
        .build();
  }

  /** A second session of a user is rejected. */
  @Configuration(proxyBeanMethods = false)
  static class OneSession {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return SecurityIT.chain(http, all -> all.maximumSessions(1).maxSessionsPreventsLogin(true));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class InvalidSessionUrl {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return SecurityIT.chain(http, all -> all.invalidSessionUrl("/other"));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class NewSession {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return SecurityIT.chain(
          http,
          all ->
              all.requireExplicitAuthenticationStrategy(false)
                  .sessionFixation(fixation -> fixation.newSession()));
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ImplicitSave {
    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
      return SecurityIT.chain(
          http.securityContext(context -> context.requireExplicitSave(false)),
          Customizer.withDefaults());
    }
  }

  /** Shows and changes the session of a request. */
  @RestController
  static final class SessionController {
    @GetMapping("/session")
    String session(HttpServletRequest request, HttpServletResponse response) {
      if (request.getParameter("create") != null) {
        request.getSession();
      }
      if (request.getParameter("save") != null) {
        new HttpSessionSecurityContextRepository()
            .saveContext(SecurityContextHolder.getContext(), request, response);
      }
      if (request.getParameter("saved") != null) {
        SecurityContext saved =
            (SecurityContext)
                request
                    .getSession()
                    .getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
        return saved.getAuthentication().getName();
      }
      return "session=" + (request.getSession(false) != null);
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
