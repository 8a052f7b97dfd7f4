package io.latchkey.spring;

import io.latchkey.filter.BearerTokenFilter;
import io.latchkey.filter.observe.AuthenticationListener;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Protects the management server, if it has its own port ({@code management.server.port}), with the
 * settings of the application's filter. On the port of the application, its filter protects it.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class ManagementFilterConfiguration {
  /**
   * @param ofApplication the registration of the application's filter; none if the application has
   *     only a bean of the filter, which reads the sources of the process
   * @param listeners are notified of the decisions for the management server too
   */
  @Bean
  FilterRegistrationBean<BearerTokenFilter> latchkeyManagementTokenFilter(
      ObjectProvider<FilterRegistrationBean<? extends BearerTokenFilter>> ofApplication,
      ObjectProvider<AuthenticationListener> listeners) {
    Map<String, String> settings =
        ofApplication
            .orderedStream()
            .findFirst()
            .map(registration -> registration.getInitParameters())
            .orElseGet(Map::of);
    return LatchkeyAutoConfiguration.bean(settings, listeners);
  }
}
