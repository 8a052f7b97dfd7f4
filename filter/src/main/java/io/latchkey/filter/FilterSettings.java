package io.latchkey.filter;

import io.latchkey.settings.ProgramSettings;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
   * @param initParams those of the filter
   * @param extended whether the filter is an application's subclass, which may have init-params of
   *     its own
   * @throws SettingsException if a name is unknown
   */
  static Settings of(Map<String, String> initParams, ServletContext context, boolean extended) {
    Settings.Builder builder = Settings.builder().source("filter init-param", initParams);
    if (!extended) {
      initParams.keySet().forEach(FilterSettings::checkPrefix);
    }
    return builder
        .program(context.getAttribute(ProgramSettings.ATTRIBUTE))
        .source("context-param", names(context.getInitParameterNames()), context::getInitParameter)
        .process()
        .defaults(classLoader(context))
        .build();
  }

  /** The init-params that a server gives a filter. */
  static Map<String, String> initParams(FilterConfig config) {
    Map<String, String> values = new HashMap<>();
    for (String name : Collections.list(names(config.getInitParameterNames()))) {
      @Nullable String value = config.getInitParameter(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    return values;
  }

  /** The class loader of an application; that of this class if a servlet mock has none. */
  static ClassLoader classLoader(ServletContext context) {
    return Objects.requireNonNullElseGet(
        context.getClassLoader(), FilterSettings.class::getClassLoader);
  }

  /** No names if a servlet mock answers null. */
  private static Enumeration<String> names(@Nullable Enumeration<String> names) {
    return names == null ? Collections.emptyEnumeration() : names;
  }

  /**
   * Makes sure that a filter which takes its settings from elsewhere has none of its own.
   *
   * @throws SettingsException if it has
   */
  static void refuseInitParams(FilterConfig config) {
    for (String name : initParams(config).keySet()) {
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
