package io.latchkey.settings;

import java.io.Serial;

/**
 * A setting is unknown, missing or has a bad value. The message is one line that names the setting,
 * where its value came from, what is wrong with it and how to mend it; it never holds a secret.
 */
public final class SettingsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Creates the exception with a message that is fit to be shown to the operator. */
  public SettingsException(String message) {
    super(message);
  }

  static SettingsException of(Setting setting, String source, String problem) {
    return new SettingsException(setting.key() + " (from " + source + "): " + problem);
  }
}
