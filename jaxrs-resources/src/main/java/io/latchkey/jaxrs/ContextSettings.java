package io.latchkey.jaxrs;

import io.latchkey.settings.Settings;
import jakarta.servlet.ServletContext;

/** The settings of a web application: its context-params, then what every process has. */
final class ContextSettings {
  private ContextSettings() {}

  static Settings of(ServletContext context) {
    return Settings.builder()
        .source("context-param", context.getInitParameterNames(), context::getInitParameter)
        .process()
        .defaults(context.getClassLoader())
        .build();
  }
}
