package io.latchkey.jaxrs.caller;

import io.latchkey.settings.Settings;

/** Whether the CA's resources require an authenticated caller ({@code latchkey.auth}). */
public enum Authentication {
  /** A request without an authenticated caller is rejected. */
  REQUIRED,
  /** A request without an authenticated caller has every role. */
  DISABLED;

  /**
   * Reads the setting.
   *
   * @throws io.latchkey.settings.SettingsException if it has a bad value
   */
  public static Authentication from(Settings settings) {
    return settings.requiresAuthentication() ? REQUIRED : DISABLED;
  }
}
