package io.latchkey.filter;

import io.latchkey.settings.AuthenticationSources;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsBuilder;
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
 * Reads the settings of a filter from its init-params, then as every {@linkplain
 * SettingsBuilder#application application}.
 */
final class FilterSettings {
  private static final String PREFIX = "latchkey.";
  private static final String INIT_PARAM = "filter init-param";

  private FilterSettings() {}

  /**
   * Reads all settings.
   *
   * @param initParams the init-params of the filter
   * @param extended whether the filter is a subclass in the application, which may have init-params
   *     of its own
   * @throws SettingsException if a name is unknown, or an init-param is a setting that a CA reads,
   *     see {@link AuthenticationSources}
   */
  static Settings of(Map<String, String> initParams, ServletContext context, boolean extended) {
    SettingsBuilder builder = Settings.builder().source(INIT_PARAM, initParams);
    if (!extended) {
      initParams.keySet().forEach(FilterSettings::checkPrefix);
    }
    AuthenticationSources.of(context::getAttribute, context::setAttribute)
        .add(INIT_PARAM, initParams.keySet());
    return builder
        .application(
            context::getAttribute,
            context.getInitParameterNames(),
            context::getInitParameter,
            classLoader(context))
        .build();
  }

  /** Returns the init-params of a filter. */
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

  /**
   * The class loader of an application; if a servlet mock has none, the class loader of this class.
   */
  static ClassLoader classLoader(ServletContext context) {
    return Objects.requireNonNullElseGet(
        context.getClassLoader(), FilterSettings.class::getClassLoader);
  }

  /** Replaces null, which a servlet mock may return, by no names. */
  private static Enumeration<String> names(@Nullable Enumeration<String> names) {
    return names == null ? Collections.emptyEnumeration() : names;
  }

  /**
   * Checks that a filter that uses the settings of a mechanism has no init-params.
   *
   * @throws SettingsException if it has
   */
  static void rejectInitParams(FilterConfig config) {
    for (String name : initParams(config).keySet()) {
      if (name.startsWith(PREFIX)) {
        throw new SettingsException(
            "%s (from %s): the authentication mechanism of this application does not"
                    .formatted(name, INIT_PARAM)
                + " read init-params; set it in the mechanism's annotation or as context-param");
      }
    }
  }

  private static void checkPrefix(String name) {
    if (!name.startsWith(PREFIX)) {
      throw new SettingsException(
          "Unknown setting %s (from %s); every name starts with %s, such as %spsk"
              .formatted(name, INIT_PARAM, PREFIX, PREFIX));
    }
  }
}
