package io.latchkey.spring;

import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.SessionManagementConfigurer;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.session.SessionManagementFilter;

/**
 * Adds the caller of Latchkey to each filter chain of Spring Security, which finds this class in
 * {@code META-INF/spring.factories}. Requests with a caller need no CSRF token: a browser does not
 * send a bearer token by itself.
 */
class CallerConfigurer extends AbstractHttpConfigurer<CallerConfigurer, HttpSecurity> {
  @Override
  public void init(HttpSecurity http) {
    @SuppressWarnings("unchecked")
    CsrfConfigurer<HttpSecurity> csrf = http.getConfigurer(CsrfConfigurer.class);
    if (csrf != null) {
      csrf.ignoringRequestMatchers(request -> CallerAuthenticationFilter.caller(request) != null);
    }
    @SuppressWarnings("unchecked")
    SessionManagementConfigurer<HttpSecurity> sessions =
        http.getConfigurer(SessionManagementConfigurer.class);
    if (sessions != null) {
      sessions.addObjectPostProcessor(new WithoutCallers(http));
    }
  }

  @Override
  public void configure(HttpSecurity http) {
    http.addFilterAfter(
        new CallerAuthenticationFilter(getSecurityContextHolderStrategy()),
        SecurityContextHolderFilter.class);
  }

  /**
   * If the chain gets a {@link SessionManagementFilter}, it saves the context of each request, for
   * example with {@code maximumSessions}. It must not save a caller: a session outlives the token.
   */
  private final class WithoutCallers implements ObjectPostProcessor<SessionManagementFilter> {
    private final HttpSecurity http;

    WithoutCallers(HttpSecurity http) {
      this.http = http;
    }

    @Override
    public <O extends SessionManagementFilter> O postProcess(O filter) {
      http.addFilterBefore(
          new CallerWithoutSessionFilter(getSecurityContextHolderStrategy()),
          SessionManagementFilter.class);
      return filter;
    }
  }
}
