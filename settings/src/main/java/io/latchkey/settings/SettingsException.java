package io.latchkey.settings;

import java.io.Serial;
import java.util.regex.Pattern;

/**
 * A setting is unknown, missing or invalid. The message is one line with the setting, the source of
 * its value, the problem and the solution. It contains no secret.
 */
public final class SettingsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;
  private static final Pattern CONTROL = Pattern.compile("[\\p{C}\\p{Z}&&[^ ]]");

  /** Creates an exception with a message for the operator. */
  public SettingsException(String message) {
    super(inOneLine(message));
  }

  static SettingsException of(SettingName setting, String source, String problem) {
    return new SettingsException(setting.key() + " (from " + source + "): " + problem);
  }

  /** Escapes invisible characters and line ends in quoted values. */
  private static String inOneLine(String message) {
    return CONTROL
        .matcher(message)
        .replaceAll(c -> "\\\\u%04x".formatted(c.group().codePointAt(0)));
  }
}
