package io.latchkey.filter;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.util.Collections;

/**
 * Reads the settings of a filter: its init-params, the context-params, then what {@link
 * Settings.Builder#process()} and the application's own defaults have.
 */
final class FilterSettings {
  private static final String PREFIX = "latchkey.";

  private FilterSettings() {}

  /**
   * Reads them all.
   *
   * @param extended whether the filter is an application's subclass, which may have init-params of
   *     its own
   * @throws SettingsException if a name is unknown
   */
  static Settings of(FilterConfig config, boolean extended) {
    if (!extended) {
      Collections.list(config.getInitParameterNames()).forEach(FilterSettings::checkPrefix);
    }
    ServletContext context = config.getServletContext();
    return Settings.builder()
        .source("filter init-param", config.getInitParameterNames(), config::getInitParameter)
        .source("context-param", context.getInitParameterNames(), context::getInitParameter)
        .process()
        .defaults(context.getClassLoader())
        .build();
  }

  /**
   * Makes sure that a filter which takes its settings from elsewhere has none of its own.
   *
   * @throws SettingsException if it has
   */
  static void refuseInitParams(FilterConfig config) {
    for (String name : Collections.list(config.getInitParameterNames())) {
      if (name.startsWith(PREFIX)) {
        throw new SettingsException(
            "%s (from filter init-param): an authentication mechanism is in charge here and does not"
                    .formatted(name)
                + " see it; give it to the mechanism's annotation, or as context-param");
      }
    }
  }

  private static void checkPrefix(String name) {
    if (!name.startsWith(PREFIX)) {
      throw new SettingsException(
          "Unknown setting %s (from filter init-param); every name starts with %s, such as %spsk"
              .formatted(name, PREFIX, PREFIX));
    }
  }
}
