package io.latchkey.spring;

import io.latchkey.filter.observe.AuthenticationMetrics;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.servlet.ServletContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Registers the metrics of the filter in the {@code MeterRegistry} of the application. */
@AutoConfiguration
@ConditionalOnClass(MeterBinder.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class LatchkeyMetricsAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  AuthenticationMetrics latchkeyMetrics(ServletContext context) {
    return new AuthenticationMetrics(AuthenticationStatistics.of(context));
  }
}
