package io.latchkey.jaxrs;

import io.latchkey.settings.Settings;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings of a web application: its context-params, then what every process has. */
final class ContextSettings {
  private ContextSettings() {}

  static Settings of(ServletContext context) {
    Map<String, String> parameters =
        Collections.list(context.getInitParameterNames()).stream()
            .collect(Collectors.toMap(Function.identity(), context::getInitParameter));
    return Settings.builder()
        .source("context-param", parameters)
        .process()
        .defaults(context.getClassLoader())
        .build();
  }
}
