package io.latchkey.settings;

import java.io.Serial;
import java.util.regex.Pattern;

/**
 * A setting is unknown, missing or has a bad value. The message is one line that names the setting,
 * where its value came from, what is wrong with it and how to mend it; it never holds a secret.
 */
public final class SettingsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;
  private static final Pattern CONTROL = Pattern.compile("[\\p{C}\\p{Z}&&[^ ]]");

  /** Creates the exception with a message that is fit to be shown to the operator. */
  public SettingsException(String message) {
    super(inOneLine(message));
  }

  static SettingsException of(SettingName setting, String source, String problem) {
    return new SettingsException(setting.key() + " (from " + source + "): " + problem);
  }

  /** Values are quoted in messages: what is invisible in them, or ends a line, is escaped. */
  private static String inOneLine(String message) {
    return CONTROL
        .matcher(message)
        .replaceAll(c -> "\\\\u%04x".formatted(c.group().codePointAt(0)));
  }
}
