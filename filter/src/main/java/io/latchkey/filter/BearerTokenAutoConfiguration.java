package io.latchkey.filter;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Adds {@link BearerTokenFilter} to a servlet application of Spring Boot 3 or 4, for all paths and
 * all dispatcher types, before all other filters. This is necessary because Spring Boot does not
 * call the {@link jakarta.servlet.ServletContainerInitializer}s of an embedded server. Does nothing
 * if the application has a bean of type {@link BearerTokenFilter} or {@code
 * FilterRegistrationBean<BearerTokenFilter>}.
 *
 * <p>The settings come from the Spring environment, such as {@code latchkey.psk} in {@code
 * application.properties}, then from the usual sources of the filter. An invalid setting or a
 * missing key stops the start.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class BearerTokenAutoConfiguration {
  private static final String PREFIX = "latchkey.";
  private static final String WORD = "latchkey";
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._\\[\\]-]+");

  /** Sources that the filter reads itself. */
  private static final Set<String> PROCESS_SOURCES =
      Set.of(
          StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

  @Bean
  @ConditionalOnMissingBean(
      value = BearerTokenFilter.class,
      parameterizedContainer = FilterRegistrationBean.class)
  FilterRegistrationBean<BearerTokenFilter> latchkeyBearerTokenFilter(
      ConfigurableEnvironment environment) {
    return new BearerTokenFilterBean(new BearerTokenFilter(), settings(environment));
  }

  private static Map<String, String> settings(ConfigurableEnvironment environment) {
    Map<String, String> settings = new HashMap<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      if (source instanceof EnumerablePropertySource<?> listed
          && !PROCESS_SOURCES.contains(source.getName())) {
        for (String name : listed.getPropertyNames()) {
          @Nullable String value = isSetting(name) ? environment.getProperty(name) : null;
          if (value != null) {
            settings.put(name, value);
          }
        }
      }
    }
    return settings;
  }

  /** Misspelled names count too, so that the filter rejects them instead of losing a setting. */
  private static boolean isSetting(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return lowerCase.startsWith(PREFIX)
        || (lowerCase.contains(WORD) && !PLAIN_NAME.matcher(name).matches());
  }
}
