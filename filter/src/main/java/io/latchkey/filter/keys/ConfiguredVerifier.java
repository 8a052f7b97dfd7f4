package io.latchkey.filter.keys;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Setting;
import io.latchkey.settings.SettingName;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.TokenVerifierBuilder;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import io.latchkey.tokens.secrets.ConfiguredDerivation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Creates the verifier from the settings. */
public final class ConfiguredVerifier {
  private static final Duration MAX_SKEW = Duration.ofHours(1);
  private static final Duration MAX_LIFETIME = Duration.ofDays(36_500);

  private static final String NO_KEY =
      "There is no pre-shared key. Set latchkey.psk as filter init-param, context-param, system"
          + " property, environment variable LATCHKEY_PSK or in latchkey.properties in the data"
          + " directory; make one with: openssl rand -base64 32. Or set latchkey.public-key to the"
          + " public key of the issuer of your tokens, or latchkey.trusted-ca to the certificates of the CA"
          + " whose components may call";

  private ConfiguredVerifier() {}

  /**
   * Creates the verifier, and logs a warning for a weak key. When keys change, a new verifier
   * replaces the current one.
   *
   * @param ticker measures the age of fetched key sets; a monotonic clock in nanoseconds
   * @param builder has the clock and the limiter of key derivations
   * @param certificates finds certificates, if certificate tokens are accepted
   * @param warnings is called after key files have changed
   * @param poller polls the key files
   * @param secrets has the pre-shared keys
   * @throws SettingsException if there is neither a pre-shared key nor a public key nor a trusted
   *     CA, or a setting is invalid
   */
  public static CurrentVerifier of(
      Settings settings,
      Ticker ticker,
      TokenVerifierBuilder builder,
      CertificateKeys certificates,
      ApplicationWarnings warnings,
      FilePoller poller,
      ApplicationSecrets secrets) {
    RemoteKeySets sets = RemoteKeySets.of(settings, ticker);
    configure(builder, settings);
    if (settings.flag(Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS)) {
      builder.certificateKeys(certificates);
    }
    ReloadableFiles values = new ReloadableFiles(SettingsException.class);
    ConfiguredKeys keys = ConfiguredKeys.of(settings, sets, values, secrets);
    values.afterReload(
        () -> {
          warnings.exposedSecrets(settings);
          keys.warnOfPaths();
        });
    Reloadable<TokenVerifier> verifier;
    try {
      keys.warnOfPaths();
      verifier =
          Reloadable.of(
              "keys",
              poller,
              values,
              previous -> {
                previous.ifPresent(builder::reuseDerivedKeysOf);
                return keys.addTo(builder).build();
              });
    } catch (RuntimeException | Error e) {
      keys.close();
      throw e;
    }
    return CurrentVerifier.start(verifier, sets, keys);
  }

  /** Sets everything but the keys. */
  private static void configure(TokenVerifierBuilder builder, Settings settings) {
    boolean hasPublicKeys = ConfiguredPublicKeys.areThere(settings);
    boolean trustsCertificates = settings.isSet(Setting.TRUSTED_CA);
    if (settings.text(Setting.PSK).isEmpty() && !hasPublicKeys && !trustsCertificates) {
      throw new SettingsException(NO_KEY);
    }
    if (settings.isSet(Setting.REVOKED_COMPONENTS)
        && !settings.isSet(Setting.PSK)
        && !settings.isSet(Setting.PREVIOUS_PSK)) {
      throw settings.bad(
          Setting.REVOKED_COMPONENTS,
          "has no effect without latchkey.psk; revoke the certificates instead");
    }
    if (!ConfiguredPublicKeys.isSet(settings, Setting.PUBLIC_KEY)) {
      rejectWithoutKey(
          settings,
          Setting.ISSUER,
          "is compared in tokens of public keys; set latchkey.public-key too");
    }
    boolean acceptsCertificates =
        trustsCertificates || settings.flag(Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS);
    if (!hasPublicKeys && !acceptsCertificates) {
      rejectWithoutKey(
          settings,
          Setting.AUDIENCE,
          "is compared in tokens of public keys and of certificates; set latchkey.public-key,"
              + " latchkey.trusted-ca or latchkey.accept-certificate-signed-tokens too");
    }
    builder.tokenTypes(ConfiguredTokenTypes.of(settings));
    settings.text(Setting.ISSUER).ifPresent(builder::issuer);
    settings.text(Setting.AUDIENCE).ifPresent(builder::audience);
    readLimits(settings, builder);
    settings.text(Setting.CRYPTO_PROVIDER).ifPresent(name -> crypto(settings, name, builder));
  }

  private static void crypto(Settings settings, String name, TokenVerifierBuilder builder) {
    try {
      builder.cryptoProvider(name);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(Setting.CRYPTO_PROVIDER, String.valueOf(e.getMessage()));
    }
  }

  private static void nameClaims(
      Settings settings, List<String> names, TokenVerifierBuilder builder) {
    if (names.isEmpty()) {
      throw settings.bad(Setting.NAME_CLAIMS, "names no claim; write for example sub,email");
    }
    builder.nameClaims(names);
  }

  /** Returns the claims that contain roles: without any, a token with roles would have none. */
  static Optional<List<String>> rolesClaims(Settings settings, SettingName setting) {
    Optional<List<String>> names = settings.list(setting);
    if (names.filter(List::isEmpty).isPresent()) {
      throw settings.bad(setting, "names no claim; write for example roles,groups");
    }
    return names;
  }

  private static void rejectWithoutKey(Settings settings, Setting setting, String problem) {
    if (settings.text(setting).isPresent()) {
      throw settings.bad(setting, problem);
    }
  }

  private static void readLimits(Settings settings, TokenVerifierBuilder builder) {
    builder.keyDerivation(ConfiguredDerivation.of(settings.value(Setting.KDF_ITERATIONS)));
    settings.duration(Setting.CLOCK_SKEW, Duration.ZERO, MAX_SKEW).ifPresent(builder::clockSkew);
    settings
        .duration(Setting.MAX_TOKEN_LIFETIME, Duration.ofSeconds(1), MAX_LIFETIME)
        .ifPresent(builder::maxTokenLifetime);
    rolesClaims(settings, Setting.ROLES_CLAIM).ifPresent(builder::rolesClaims);
    settings.list(Setting.NAME_CLAIMS).ifPresent(names -> nameClaims(settings, names, builder));
  }
}
