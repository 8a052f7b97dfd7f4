package io.latchkey.filter.keys;

import io.latchkey.settings.IssuerSetting;
import io.latchkey.settings.IssuerSetting.Member;
import io.latchkey.settings.Setting;
import io.latchkey.settings.SettingName;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.TokenType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@link Setting#TOKEN_TYPE} and {@link Member#TOKEN_TYPE}. RFC 9068 section 4 requires that
 * issuer and audience of access tokens are checked, so both must be set.
 */
final class ConfiguredTokenTypes {
  private ConfiguredTokenTypes() {}

  /**
   * Reads the accepted types of tokens of {@link Setting#PUBLIC_KEY}.
   *
   * @throws SettingsException if a type is unknown, there is no public key, or access tokens are
   *     accepted without an issuer and an audience
   */
  static Set<TokenType> of(Settings settings) {
    Set<TokenType> types = types(settings, Setting.TOKEN_TYPE).orElse(Set.of(TokenType.JWT));
    if (settings.text(Setting.TOKEN_TYPE).isPresent() && !ConfiguredPublicKeys.areThere(settings)) {
      throw settings.bad(
          Setting.TOKEN_TYPE, "applies to tokens of public keys; set latchkey.public-key too");
    }
    if (ConfiguredPublicKeys.isSet(settings, Setting.PUBLIC_KEY)) {
      for (Setting compared : List.of(Setting.ISSUER, Setting.AUDIENCE)) {
        requireCompared(settings, Setting.TOKEN_TYPE, types, compared);
      }
    }
    return types;
  }

  /**
   * Reads the accepted types of tokens of a named issuer; by default those of {@link
   * Setting#TOKEN_TYPE}.
   *
   * @throws SettingsException if a type is unknown, or access tokens are accepted without an
   *     audience
   */
  static Set<TokenType> ofIssuer(Settings settings, String name) {
    SettingName setting = new IssuerSetting(name, Member.TOKEN_TYPE);
    Optional<Set<TokenType>> own = types(settings, setting);
    SettingName used = own.isPresent() ? setting : Setting.TOKEN_TYPE;
    Set<TokenType> types =
        own.or(() -> types(settings, Setting.TOKEN_TYPE)).orElse(Set.of(TokenType.JWT));
    SettingName audience = new IssuerSetting(name, Member.AUDIENCE);
    if (settings.text(audience).isEmpty()) {
      requireCompared(settings, used, types, Setting.AUDIENCE);
    }
    return types;
  }

  private static void requireCompared(
      Settings settings, SettingName setting, Set<TokenType> types, Setting compared) {
    if (types.contains(TokenType.ACCESS_TOKEN) && settings.text(compared).isEmpty()) {
      throw settings.bad(
          setting,
          "accepts access tokens (RFC 9068), of which issuer and audience must be compared; set "
              + compared.key()
              + " too");
    }
  }

  private static Optional<Set<TokenType>> types(Settings settings, SettingName setting) {
    return settings.list(setting).map(names -> parse(settings, setting, names));
  }

  private static Set<TokenType> parse(Settings settings, SettingName setting, List<String> names) {
    Set<TokenType> types = new HashSet<>();
    for (String name : names) {
      types.add(TokenType.named(name).orElseThrow(() -> unknown(settings, setting)));
    }
    if (types.isEmpty()) {
      throw unknown(settings, setting);
    }
    return types;
  }

  private static SettingsException unknown(Settings settings, SettingName setting) {
    return settings.bad(setting, "must be jwt, at+jwt, or both: jwt,at+jwt");
  }
}
