package io.latchkey.filter;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
    Map<String, String> initParams =
        values(config.getInitParameterNames(), config::getInitParameter);
    if (!extended) {
      initParams.keySet().forEach(FilterSettings::checkPrefix);
    }
    ServletContext context = config.getServletContext();
    return Settings.builder()
        .source("filter init-param", initParams)
        .source("context-param", values(context.getInitParameterNames(), context::getInitParameter))
        .process()
        .defaults(context.getClassLoader())
        .build();
  }

  private static void checkPrefix(String name) {
    if (!name.startsWith(PREFIX)) {
      throw new SettingsException(
          "Unknown setting %s (from filter init-param); every name starts with %s, such as %spsk"
              .formatted(name, PREFIX, PREFIX));
    }
  }

  private static Map<String, String> values(
      Enumeration<String> names, Function<String, @Nullable String> value) {
    Map<String, String> values = new HashMap<>();
    for (String name : Collections.list(names)) {
      String text = value.apply(name);
      if (text != null) {
        values.put(name, text);
      }
    }
    return values;
  }
}
