package io.latchkey.filter;

import io.latchkey.settings.NamedDocument;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.SourcedText;
import io.latchkey.tokens.VerificationKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the keys of {@link Setting#PUBLIC_KEY}. */
final class ConfiguredPublicKeys {
  private ConfiguredPublicKeys() {}

  /**
   * Reads all of them.
   *
   * @return none when the setting has no value
   * @throws SettingsException if an entry is no public key that is taken, an id is given twice, or
   *     issuer or audience are set without a key to compare them for
   */
  static List<VerificationKey> of(Settings settings) {
    List<VerificationKey> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (NamedDocument entry : settings.documents(Setting.PUBLIC_KEY)) {
      entry.name().filter(id -> !ids.add(id)).ifPresent(id -> refuseSecond(settings, id));
      keys.addAll(parse(settings, entry));
    }
    if (keys.isEmpty()) {
      refuseWithoutKey(settings, Setting.ISSUER);
      refuseWithoutKey(settings, Setting.AUDIENCE);
    }
    return keys;
  }

  private static List<VerificationKey> parse(Settings settings, NamedDocument entry) {
    try {
      List<VerificationKey> keys = VerificationKey.parse(entry.document().text());
      if (entry.name().isEmpty()) {
        return keys;
      }
      if (keys.size() > 1) {
        throw new IllegalArgumentException("holds several keys; an id can name one only");
      }
      return List.of(keys.get(0).withKeyId(entry.name().get()));
    } catch (IllegalArgumentException e) {
      throw settings.bad(Setting.PUBLIC_KEY, place(entry.document()) + " " + e.getMessage());
    }
  }

  private static String place(SourcedText document) {
    Optional<String> file = document.file().map(path -> "names the file " + path + ", which");
    return file.orElse("has an entry that");
  }

  private static void refuseSecond(Settings settings, String id) {
    throw settings.bad(Setting.PUBLIC_KEY, "gives the id '" + id + "' to two keys");
  }

  private static void refuseWithoutKey(Settings settings, Setting setting) {
    if (settings.text(setting).isPresent()) {
      throw settings.bad(
          setting, "is compared in tokens of public keys; set latchkey.public-key too");
    }
  }
}
