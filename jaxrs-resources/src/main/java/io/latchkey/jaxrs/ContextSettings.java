package io.latchkey.jaxrs;

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
        .application(
            context::getAttribute,
            context.getInitParameterNames(),
            context::getInitParameter,
            context.getClassLoader())
        .build();
  }
}
