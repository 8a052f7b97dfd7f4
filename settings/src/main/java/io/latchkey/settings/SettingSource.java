package io.latchkey.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * One place where settings come from. Names are checked when it is made: an unknown one that starts
 * with {@code latchkey.} is refused with the nearest known name.
 */
record SettingSource(String name, Map<Setting, String> values) {
  private static final String PREFIX = "latchkey.";
  private static final String ENVIRONMENT_PREFIX = "LATCHKEY_";

  /** What Kubernetes sets in every container for a service that is called {@code latchkey…}. */
  private static final Pattern KUBERNETES_SERVICE =
      Pattern.compile(
          "LATCHKEY(_[A-Z0-9]+)*_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
              + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)|LATCHKEY_PORT.*");

  /** Variables that belong to the command line tools and are no settings. */
  private static final List<String> OTHER_VARIABLES = List.of("LATCHKEY_URL");

  static SettingSource ofNames(String source, Map<String, String> raw) {
    Map<Setting, String> values = new HashMap<>();
    raw.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            values.put(Setting.named(key).orElseThrow(() -> unknown(source, key)), value);
          }
        });
    return new SettingSource(source, Map.copyOf(values));
  }

  static SettingSource ofProperties(String source, Properties properties) {
    Map<String, String> raw = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(
            name -> {
              String value = properties.getProperty(name);
              if (value != null) {
                raw.put(name, value);
              }
            });
    return ofNames(source, raw);
  }

  static SettingSource ofEnvironment(Map<String, String> environment) {
    Map<Setting, String> values = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(ENVIRONMENT_PREFIX) && !isSomebodyElses(name)) {
            values.put(Setting.inEnvironment(name).orElseThrow(() -> unknownVariable(name)), value);
          }
        });
    return new SettingSource("environment", Map.copyOf(values));
  }

  private static boolean isSomebodyElses(String name) {
    return OTHER_VARIABLES.contains(name) || KUBERNETES_SERVICE.matcher(name).matches();
  }

  private static SettingsException unknown(String source, String key) {
    return new SettingsException(
        "Unknown setting %s (from %s); did you mean %s?"
            .formatted(key, source, Setting.nearest(key).key()));
  }

  private static SettingsException unknownVariable(String name) {
    String key = name.toLowerCase(java.util.Locale.ROOT).replaceFirst("_", ".");
    return new SettingsException(
        "Unknown setting %s (from environment); did you mean %s?"
            .formatted(name, Setting.nearest(key).environmentName()));
  }
}
