package io.latchkey.filter;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.settings.FileBacked;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenVerifier;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the verifier that the settings describe. */
final class ConfiguredVerifier {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConfiguredVerifier.class);
  private static final Duration MAX_SKEW = Duration.ofHours(1);
  private static final Duration MAX_LIFETIME = Duration.ofDays(36_500);
  private static final int MAX_CONCURRENCY = 1024;

  private static final String NO_KEY =
      "There is no pre-shared key. Set latchkey.psk as filter init-param, context-param, system"
          + " property, environment variable LATCHKEY_PSK or in latchkey.properties in the data"
          + " directory; make one with: openssl rand -base64 32. Or set latchkey.public-key to the"
          + " public key of whoever signs your tokens";

  private ConfiguredVerifier() {}

  /** Whether the settings want a verifier at all. */
  static boolean isRequired(Settings settings) {
    return settings
        .oneOf(Setting.AUTH, "required", "disabled")
        .filter("disabled"::equals)
        .isEmpty();
  }

  /**
   * Makes the verifier, and warns of a weak key. Another one takes its place when keys have
   * changed.
   *
   * @param clock to judge tokens by
   * @param ticker to fetch sets of keys by
   * @param certificates asked for keys in certificates if the settings say so
   * @throws SettingsException if there is neither a pre-shared key nor a public key, or a setting
   *     is bad
   */
  static CurrentVerifier of(
      Settings settings, Clock clock, Ticker ticker, CertificateKeys certificates) {
    RemoteKeySets sets = RemoteKeySets.of(settings, ticker);
    Set<Path> files = new LinkedHashSet<>(settings.files(Setting.PSK, Setting.PREVIOUS_PSK));
    files.addAll(ConfiguredPublicKeys.files(settings));
    FileBacked<TokenVerifier> verifier =
        FileBacked.of(
            "keys",
            files,
            previous -> {
              TokenVerifier.Builder builder = builder(settings, sets).clock(clock);
              if (settings.flag(Setting.CERTIFICATE_TOKENS)) {
                builder.certificateKeys(certificates);
              }
              previous.ifPresent(builder::takingOver);
              return builder.build();
            });
    return CurrentVerifier.start(verifier, sets);
  }

  private static TokenVerifier.Builder builder(Settings settings, RemoteKeySets sets) {
    TokenVerifier.Builder builder = TokenVerifier.builder();
    boolean hasPublicKeys = ConfiguredPublicKeys.areThere(settings);
    Optional<PreSharedKey> newest = key(settings, Setting.PSK);
    if (newest.isEmpty() && !hasPublicKeys) {
      throw new SettingsException(NO_KEY);
    }
    builder.preSharedKeys(
        Stream.concat(newest.stream(), key(settings, Setting.PREVIOUS_PSK).stream()).toList());
    if (ConfiguredPublicKeys.isSet(settings, Setting.PUBLIC_KEY)) {
      builder.publicKeys(ConfiguredPublicKeys.of(settings, Setting.PUBLIC_KEY, sets));
    } else {
      refuseWithoutKey(settings, Setting.ISSUER);
    }
    if (!hasPublicKeys && !settings.flag(Setting.CERTIFICATE_TOKENS)) {
      refuseWithoutKey(settings, Setting.AUDIENCE);
    }
    builder.issuers(ConfiguredIssuers.of(settings, sets));
    settings.text(Setting.ISSUER).ifPresent(builder::issuer);
    settings.text(Setting.AUDIENCE).ifPresent(builder::audience);
    readLimits(settings, builder);
    return builder;
  }

  private static void refuseWithoutKey(Settings settings, Setting setting) {
    if (settings.text(setting).isPresent()) {
      throw settings.bad(
          setting, "is compared in tokens of public keys; set latchkey.public-key too");
    }
  }

  private static void readLimits(Settings settings, TokenVerifier.Builder builder) {
    settings
        .integer(Setting.KDF_ITERATIONS, KeyDerivation.MIN_ITERATIONS, KeyDerivation.MAX_ITERATIONS)
        .map(KeyDerivation::new)
        .ifPresent(builder::keyDerivation);
    settings
        .integer(Setting.KDF_CONCURRENCY, 1, MAX_CONCURRENCY)
        .ifPresent(builder::kdfConcurrency);
    settings.duration(Setting.CLOCK_SKEW, Duration.ZERO, MAX_SKEW).ifPresent(builder::clockSkew);
    settings
        .duration(Setting.MAX_TOKEN_LIFETIME, Duration.ofSeconds(1), MAX_LIFETIME)
        .ifPresent(builder::maxTokenLifetime);
    settings.list(Setting.ROLES_CLAIM).ifPresent(builder::rolesClaims);
  }

  private static Optional<PreSharedKey> key(Settings settings, Setting setting) {
    return settings
        .text(setting)
        .map(
            secret -> {
              PreSharedKey key = parse(settings, setting, secret);
              key.weakness().ifPresent(why -> LOGGER.warn("{}: {}", setting.key(), why));
              return key;
            });
  }

  private static PreSharedKey parse(Settings settings, Setting setting, String secret) {
    try {
      return PreSharedKey.of(secret);
    } catch (IllegalArgumentException e) {
      throw settings.bad(setting, "is no text in UTF-8; write another one");
    }
  }
}
