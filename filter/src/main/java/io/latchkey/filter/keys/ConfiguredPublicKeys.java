package io.latchkey.filter.keys;

import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.settings.IssuerSetting;
import io.latchkey.settings.IssuerSetting.Member;
import io.latchkey.settings.ListedDocument;
import io.latchkey.settings.NamedDocument;
import io.latchkey.settings.Setting;
import io.latchkey.settings.SettingName;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.SourcedText;
import io.latchkey.tokens.VerificationKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads the keys of {@link Setting#PUBLIC_KEY} and of issuers. */
public final class ConfiguredPublicKeys {
  private ConfiguredPublicKeys() {}

  /** The settings that list public keys. */
  public static Stream<SettingName> settings(Settings settings) {
    return Stream.concat(
        Stream.of(Setting.PUBLIC_KEY),
        settings.issuers().stream().map(name -> new IssuerSetting(name, Member.PUBLIC_KEY)));
  }

  /** Whether a public key or the URL of a JWK set is configured. */
  public static boolean areThere(Settings settings) {
    return settings(settings).anyMatch(setting -> isSet(settings, setting));
  }

  /** Whether this setting contains a key or a URL. */
  static boolean isSet(Settings settings, SettingName setting) {
    return !settings.listedDocuments(setting).isEmpty() || !settings.urls(setting).isEmpty();
  }

  /**
   * Reads all public keys of a setting.
   *
   * @param sets fetches the JWK sets of its URLs
   * @param values watches each of its files
   * @return supplies the current keys; empty if the setting has no value, or if its JWK sets have
   *     no keys
   * @throws SettingsException if an entry is not a supported public key, or an id occurs twice
   */
  public static Supplier<List<VerificationKey>> of(
      Settings settings, SettingName setting, RemoteKeySets sets, ReloadableFiles values) {
    Set<String> ids = new HashSet<>();
    List<Supplier<List<VerificationKey>>> documents = new ArrayList<>();
    for (ListedDocument entry : settings.listedDocuments(setting)) {
      entry
          .name()
          .filter(id -> !ids.add(id))
          .ifPresent(
              id -> {
                throw settings.bad(setting, "gives the id '" + id + "' to two keys");
              });
      documents.add(values.add(entry.files(), () -> parse(settings, setting, entry.read())));
    }
    List<String> urls = settings.urls(setting);
    return () ->
        Stream.concat(
                documents.stream().map(Supplier::get), urls.stream().map(url -> sets.keys(url)))
            .flatMap(List::stream)
            .toList();
  }

  private static List<VerificationKey> parse(
      Settings settings, SettingName setting, NamedDocument entry) {
    try {
      List<VerificationKey> keys = VerificationKey.parse(entry.document().text());
      if (entry.name().isEmpty()) {
        return keys;
      }
      if (keys.size() > 1) {
        throw new IllegalArgumentException("contains several keys; an id can name only one key");
      }
      return List.of(keys.get(0).withKeyId(entry.name().get()));
    } catch (IllegalArgumentException e) {
      throw settings.bad(setting, place(entry.document()) + " " + e.getMessage());
    }
  }

  private static String place(SourcedText document) {
    Optional<String> file = document.file().map(path -> "names the file " + path + ", which");
    return file.orElse("has an entry that");
  }
}
