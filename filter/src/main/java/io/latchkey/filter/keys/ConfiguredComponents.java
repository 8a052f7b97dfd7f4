package io.latchkey.filter.keys;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.util.List;
import java.util.Optional;

/** Reads what the verifier needs for component keys. */
final class ConfiguredComponents {
  private ConfiguredComponents() {}

  /**
   * Returns the roots of all pre-shared keys that are not weak. Roots that exist are reused; new
   * ones are derived in the background.
   */
  static List<ComponentRoot> roots(List<PreSharedKey> psks, List<ComponentRoot> known) {
    return psks.stream()
        .distinct()
        .flatMap(
            psk ->
                known.stream()
                    .filter(root -> root.isOf(psk))
                    .findFirst()
                    .or(() -> ComponentRoot.inBackground(psk))
                    .stream())
        .toList();
  }

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

  /**
   * Rejects the secret of a component key as a pre-shared key: it would be the key of a system of
   * its own, which accepts no token of any other component.
   */
  static void refuseSecret(Settings settings, Setting setting, String secret) {
    if (ComponentKey.looksLikeIt(secret.strip())) {
      throw settings.badPart(
          setting,
          "the value is the secret of a component key; set the pre-shared key, from which it is"
              + " derived");
    }
  }
}
