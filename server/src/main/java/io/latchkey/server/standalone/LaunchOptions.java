package io.latchkey.server.standalone;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

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

  /** Behind a setting's name: not the middle of a longer one. */
  private static final String NAME_ENDS = "(?![\\w-]|\\.\\w)";

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
   * The same message with the flags' names: where the web application, which has its settings from
   * here, could only say context-param, and where a setting is named that was given as a flag.
   */
  String inTermsOfFlags(String message) {
    String shown = message;
    for (Map.Entry<String, Map.Entry<Setting, String>> flag : flags.entrySet()) {
      String key = flag.getValue().getKey().key();
      shown =
          shown.startsWith(key + " (from ")
              ? shown.replace("(from context-param)", "(from " + flag.getKey() + ")")
              : shown.replaceAll(Pattern.quote(key) + NAME_ENDS, flag.getKey());
    }
    return shown;
  }
}
