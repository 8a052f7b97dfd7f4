package io.latchkey.jaxrs;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.settings.Settings;
import jakarta.servlet.ServletContext;

/** The settings of a web application: its context-params, then what every process has. */
public final class ContextSettings {
  private ContextSettings() {}

  /**
   * Reads them.
   *
   * @throws io.latchkey.settings.SettingsException if a name is unknown
   */
  public static Settings of(ServletContext context) {
    return Settings.builder()
        .program(context.getAttribute(ContextAttributes.PROGRAM_SETTINGS))
        .source("context-param", context.getInitParameterNames(), context::getInitParameter)
        .process()
        .defaults(context.getClassLoader())
        .build();
  }
}
