package io.latchkey.sample.standalone;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the command line says.
 *
 * @param endpoint where to listen
 * @param tls false for plain HTTP
 * @param flags the values of the flags that stand for a setting, by their text, such as {@code
 *     --psk}
 */
record LaunchOptions(
    Endpoint endpoint, boolean tls, Map<String, Map.Entry<Setting, String>> flags) {
  static final int DEFAULT_PORT = 8900;

  LaunchOptions {
    flags = Map.copyOf(flags);
  }

  /** The values may be secrets: only the flags' names are shown. */
  @Override
  public String toString() {
    return "LaunchOptions[endpoint=%s, tls=%s, flags=%s]".formatted(endpoint, tls, flags.keySet());
  }

  /** A source for each flag, so that a message about its value names the flag. */
  Settings.Builder settings() {
    Settings.Builder settings = Settings.builder();
    flags.forEach(
        (flag, value) -> settings.source(flag, Map.of(value.getKey().key(), value.getValue())));
    return settings;
  }

  /** The web application's context-params: the flags, and the pre-shared key that was made. */
  Map<String, String> parameters(PreSharedKeyPlace psk) {
    Map<String, String> parameters = new HashMap<>();
    psk.made()
        .map(Path::toString)
        .ifPresent(file -> parameters.put(Setting.PSK.key(), "file:" + file));
    flags.values().forEach(value -> parameters.put(value.getKey().key(), value.getValue()));
    return parameters;
  }

  /**
   * The same message with the flag's name where the web application, which has its settings from
   * here, could only say context-param.
   */
  String inTermsOfFlags(String message) {
    return flags.entrySet().stream()
        .filter(flag -> message.startsWith(flag.getValue().getKey().key() + " "))
        .findFirst()
        .map(flag -> message.replace("(from context-param)", "(from " + flag.getKey() + ")"))
        .orElse(message);
  }
}
