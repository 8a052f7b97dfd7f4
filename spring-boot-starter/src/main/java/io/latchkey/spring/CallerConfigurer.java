package io.latchkey.spring;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.context.SecurityContextHolderFilter;

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
  }

  @Override
  public void configure(HttpSecurity http) {
    http.addFilterAfter(
        new CallerAuthenticationFilter(getSecurityContextHolderStrategy()),
        SecurityContextHolderFilter.class);
  }
}
