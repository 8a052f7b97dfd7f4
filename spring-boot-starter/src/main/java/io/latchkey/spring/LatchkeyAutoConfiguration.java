package io.latchkey.spring;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.filter.BearerTokenFilterBean;
import io.latchkey.filter.observe.AuthenticationListener;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Registers the filter for all paths and all dispatcher types, before all other filters, with the
 * settings of the Spring environment (see {@link EnvironmentSettings}). Its decisions are notified
 * to all beans of type {@link AuthenticationListener}. Replaces the registration that the jar of
 * the filter makes, which knows only the exact names of the settings. Does nothing if the
 * application has a bean of type {@link BearerTokenFilter} or {@code
 * FilterRegistrationBean<BearerTokenFilter>}.
 */
@AutoConfiguration(beforeName = "io.latchkey.filter.BearerTokenAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class LatchkeyAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean(
      value = BearerTokenFilter.class,
      parameterizedContainer = FilterRegistrationBean.class)
  FilterRegistrationBean<BearerTokenFilter> latchkeyBearerTokenFilter(
      ConfigurableEnvironment environment, ObjectProvider<AuthenticationListener> listeners) {
    return bean(EnvironmentSettings.of(environment), listeners);
  }

  /** Creates a registration whose filter notifies the listeners of its decisions. */
  static BearerTokenFilterBean bean(
      Map<String, String> settings, ObjectProvider<AuthenticationListener> listeners) {
    BearerTokenFilter filter = new BearerTokenFilter();
    listeners.orderedStream().forEach(filter::addAuthenticationListener);
    return new BearerTokenFilterBean(filter, settings);
  }
}
