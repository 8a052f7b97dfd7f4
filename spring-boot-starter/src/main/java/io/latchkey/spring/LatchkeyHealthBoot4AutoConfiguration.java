package io.latchkey.spring;

import jakarta.servlet.ServletContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health contributor {@code latchkey}, with the types of Spring Boot 4. */
@AutoConfiguration
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("latchkey")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class LatchkeyHealthBoot4AutoConfiguration {
  @Bean
  @ConditionalOnMissingBean(name = "latchkeyHealthIndicator")
  HealthIndicator latchkeyHealthIndicator(ServletContext context) {
    return () -> {
      AuthenticationCheck check = AuthenticationCheck.of(context);
      return (check.isUp() ? Health.up() : Health.down())
          .withDetail(AuthenticationCheck.DETAIL, check.state())
          .build();
    };
  }
}
