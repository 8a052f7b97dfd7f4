package io.latchkey.samples.orders;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** The rules of Spring Security. It gets the callers and their roles from the filter. */
@Configuration(proxyBeanMethods = false)
public class OrderRules {
  /** Only administrators delete orders. */
  @Bean
  public SecurityFilterChain rules(HttpSecurity http) throws Exception {
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .requestMatchers("/actuator/health")
                    .permitAll()
                    .requestMatchers(HttpMethod.DELETE, "/orders/*")
                    .hasRole("admin")
                    .anyRequest()
                    .authenticated())
        .build();
  }
}
