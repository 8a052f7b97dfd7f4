package io.latchkey.filter.keys;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.component.RevokedComponents;
import java.util.Optional;

/** Reads what the verifier needs for component keys. */
final class ConfiguredComponents {
  private ConfiguredComponents() {}

  /**
   * Reads {@link Setting#REVOKED_COMPONENTS}.
   *
   * @throws SettingsException if an entry is not a component path
   */
  static RevokedComponents revoked(Settings settings) {
    Optional<String> text = settings.text(Setting.REVOKED_COMPONENTS);
    boolean isFile = !settings.files(Setting.REVOKED_COMPONENTS).isEmpty();
    try {
      return text.map(isFile ? RevokedComponents::parseFile : RevokedComponents::parse)
          .orElseGet(RevokedComponents::none);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(Setting.REVOKED_COMPONENTS, String.valueOf(e.getMessage()));
    }
  }
}
