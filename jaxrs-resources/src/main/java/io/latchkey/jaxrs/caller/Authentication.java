package io.latchkey.jaxrs.caller;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;

/** Whether the CA's resources require an authenticated caller ({@code latchkey.auth}). */
enum Authentication {
  REQUIRED,
  DISABLED;

  static Authentication from(Settings settings) {
    return settings
            .oneOf(Setting.AUTH, "required", "disabled")
            .orElse("required")
            .equals("disabled")
        ? DISABLED
        : REQUIRED;
  }
}
