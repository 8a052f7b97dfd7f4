package io.latchkey.filter.keys;

import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.settings.IssuerSetting;
import io.latchkey.settings.IssuerSetting.Member;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.TrustedIssuer;
import io.latchkey.tokens.VerificationKey;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the named issuers, {@code latchkey.issuers.<name>.…}. */
final class ConfiguredIssuers {
  private ConfiguredIssuers() {}

  /**
   * Reads all named issuers. Their keys may change while the application runs; everything else is
   * fixed.
   *
   * @param values watches the key files
   * @return supplies the issuers with their current keys
   * @throws SettingsException if an issuer has no key or no {@code iss}, two issuers have the same
   *     {@code iss}, or a value is invalid
   */
  static Supplier<List<TrustedIssuer>> of(
      Settings settings, RemoteKeySets sets, ReloadableFiles values) {
    List<Configured> issuers =
        settings.issuers().stream().map(name -> configured(settings, name, sets, values)).toList();
    Set<String> known = new HashSet<>();
    settings.text(Setting.ISSUER).ifPresent(known::add);
    for (Configured each : issuers) {
      TrustedIssuer issuer = each.issuer();
      if (!known.add(issuer.issuer())) {
        throw settings.bad(
            new IssuerSetting(issuer.name(), Member.ISSUER),
            "is also the issuer of another setting; configure all keys of an issuer together");
      }
    }
    return () -> issuers.stream().map(Configured::now).toList();
  }

  private static Configured configured(
      Settings settings, String name, RemoteKeySets sets, ReloadableFiles values) {
    IssuerSetting setting = new IssuerSetting(name, Member.PUBLIC_KEY);
    if (!ConfiguredPublicKeys.isSet(settings, setting)) {
      throw missing(setting, "the public keys of this issuer");
    }
    Supplier<List<VerificationKey>> keys = ConfiguredPublicKeys.of(settings, setting, sets, values);
    return new Configured(issuer(settings, name, keys.get()), keys);
  }

  private static TrustedIssuer issuer(Settings settings, String name, List<VerificationKey> keys) {
    IssuerSetting issuer = new IssuerSetting(name, Member.ISSUER);
    Optional<String> audience = settings.text(new IssuerSetting(name, Member.AUDIENCE));
    return new TrustedIssuer(
        name,
        settings.text(issuer).orElseThrow(() -> missing(issuer, "the value of iss in its tokens")),
        keys,
        audience.or(() -> settings.text(Setting.AUDIENCE)),
        ConfiguredVerifier.rolesClaims(settings, new IssuerSetting(name, Member.ROLES_CLAIM)),
        settings.flag(new IssuerSetting(name, Member.ALLOW_CERTIFICATE_SIGNING)),
        ConfiguredTokenTypes.ofIssuer(settings, name));
  }

  private static SettingsException missing(IssuerSetting setting, String what) {
    return new SettingsException("%s is not set; set it to %s".formatted(setting.key(), what));
  }

  /** An issuer, and its current keys. */
  private record Configured(TrustedIssuer issuer, Supplier<List<VerificationKey>> keys) {
    TrustedIssuer now() {
      return issuer.withKeys(keys.get());
    }
  }
}
