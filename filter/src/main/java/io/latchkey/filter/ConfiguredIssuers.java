package io.latchkey.filter;

import io.latchkey.settings.IssuerSetting;
import io.latchkey.settings.IssuerSetting.Member;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.TrustedIssuer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the named issuers, {@code latchkey.issuers.<name>.…}. */
final class ConfiguredIssuers {
  private ConfiguredIssuers() {}

  /**
   * Reads all of them.
   *
   * @throws SettingsException if one has no key or says not what {@code iss} is, two have the same,
   *     or a value is bad
   */
  static List<TrustedIssuer> of(Settings settings, RemoteKeySets sets) {
    List<TrustedIssuer> issuers =
        settings.issuers().stream().map(name -> issuer(settings, name, sets)).toList();
    Set<String> known = new HashSet<>();
    settings.text(Setting.ISSUER).ifPresent(known::add);
    for (TrustedIssuer issuer : issuers) {
      if (!known.add(issuer.issuer())) {
        throw settings.bad(
            new IssuerSetting(issuer.name(), Member.ISSUER),
            "is the issuer of another setting too; put the keys of one issuer together");
      }
    }
    return issuers;
  }

  private static TrustedIssuer issuer(Settings settings, String name, RemoteKeySets sets) {
    IssuerSetting keys = new IssuerSetting(name, Member.PUBLIC_KEY);
    if (!ConfiguredPublicKeys.isSet(settings, keys)) {
      throw missing(keys, "the public keys of this issuer");
    }
    IssuerSetting issuer = new IssuerSetting(name, Member.ISSUER);
    Optional<String> audience = settings.text(new IssuerSetting(name, Member.AUDIENCE));
    return new TrustedIssuer(
        name,
        settings.text(issuer).orElseThrow(() -> missing(issuer, "what iss is in its tokens")),
        ConfiguredPublicKeys.of(settings, keys, sets),
        audience.or(() -> settings.text(Setting.AUDIENCE)),
        settings.list(new IssuerSetting(name, Member.ROLES_CLAIM)),
        settings.flag(new IssuerSetting(name, Member.MAY_SIGN)));
  }

  private static SettingsException missing(IssuerSetting setting, String what) {
    return new SettingsException("%s is not set; set it to %s".formatted(setting.key(), what));
  }
}
