package io.latchkey.filter.keys;

import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenVerifierBuilder;
import io.latchkey.tokens.TrustedIssuer;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import io.latchkey.tokens.secrets.ConfiguredSecrets;
import io.latchkey.tokens.secrets.PreSharedKeys;
import io.latchkey.tokens.trust.RevocationLists;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The current values of all configured keys. Each key is reloaded from its own file or URL. */
final class ConfiguredKeys implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConfiguredKeys.class);

  private final Optional<Supplier<List<VerificationKey>>> publicKeys;
  private final Supplier<List<TrustedIssuer>> issuers;
  private final Optional<ConfiguredTrust> trust;
  private final ConfiguredSecrets secrets;
  private PreSharedKeys checked = new PreSharedKeys(Optional.empty(), Optional.empty());
  private PreSharedKeys checkedForPaths = checked;

  private ConfiguredKeys(
      Settings settings,
      RemoteKeySets sets,
      ReloadableFiles values,
      ApplicationSecrets application) {
    publicKeys =
        ConfiguredPublicKeys.isSet(settings, Setting.PUBLIC_KEY)
            ? Optional.of(ConfiguredPublicKeys.of(settings, Setting.PUBLIC_KEY, sets, values))
            : Optional.empty();
    issuers = ConfiguredIssuers.of(settings, sets, values);
    trust = ConfiguredTrust.of(settings, values);
    // Last, because a bad setting must leave nothing open.
    secrets =
        application.open(
            settings.value(Setting.PSK),
            settings.value(Setting.PREVIOUS_PSK),
            settings.value(Setting.REVOKED_COMPONENTS));
    secrets.addTo(values);
  }

  /**
   * Reads the keys.
   *
   * @param sets fetches the JWK sets
   * @param values watches the key files
   * @param secrets has the pre-shared keys
   * @throws SettingsException if a key is invalid; then nothing stays open
   */
  static ConfiguredKeys of(
      Settings settings, RemoteKeySets sets, ReloadableFiles values, ApplicationSecrets secrets) {
    return new ConfiguredKeys(settings, sets, values, secrets);
  }

  /**
   * Adds the current keys to a builder of a verifier. Warns of weak keys, unless it has before. Not
   * for several threads at a time.
   */
  TokenVerifierBuilder addTo(TokenVerifierBuilder builder) {
    publicKeys.ifPresent(keys -> builder.publicKeys(keys.get()));
    trust.ifPresent(authorities -> authorities.addTo(builder));
    PreSharedKeys psks = secrets.preSharedKeys();
    warnIfWeak(Setting.PSK, added(psks.newest(), checked.newest()));
    warnIfWeak(Setting.PREVIOUS_PSK, added(psks.previous(), checked.previous()));
    checked = psks;
    return builder
        .issuers(issuers.get())
        .preSharedKeys(psks.all())
        .componentKeys(secrets.roots())
        .revokedComponents(secrets.revokedComponents());
  }

  /**
   * Warns of each current pre-shared key that is the path of a file, unless it has before. May wait
   * for a file system that hangs. Not for several threads at a time.
   */
  void warnOfPaths() {
    PreSharedKeys psks = secrets.preSharedKeys();
    warnIfPath(Setting.PSK, added(psks.newest(), checkedForPaths.newest()));
    warnIfPath(Setting.PREVIOUS_PSK, added(psks.previous(), checkedForPaths.previous()));
    checkedForPaths = psks;
  }

  /** Starts what fetches in the background. */
  void start() {
    trust.ifPresent(ConfiguredTrust::start);
  }

  /** The revocation lists of the trusted CA; empty without one. */
  Optional<RevocationLists.Status> revocationLists() {
    return trust.map(ConfiguredTrust::status);
  }

  /**
   * Stops the fetches. Waits for derivations that are running, because their threads must not
   * outlive the application.
   */
  @Override
  public void close() {
    trust.ifPresent(ConfiguredTrust::close);
    secrets.close();
  }

  /** Returns the key if it is not the one before. */
  @SuppressWarnings("ReferenceEquality") // a key that has not changed is the same object
  private static Optional<PreSharedKey> added(
      Optional<PreSharedKey> now, Optional<PreSharedKey> before) {
    return now.filter(key -> before.filter(other -> other == key).isEmpty());
  }

  private static void warnIfWeak(Setting setting, Optional<PreSharedKey> added) {
    added
        .flatMap(PreSharedKey::weakness)
        .ifPresent(why -> LOGGER.warn("{}: {}", setting.key(), why));
  }

  /** The value may be a secret, so the message does not contain it. */
  private static void warnIfPath(Setting setting, Optional<PreSharedKey> added) {
    if (added.filter(key -> isPath(key.reveal())).isPresent()) {
      LOGGER.warn(
          "{}: The value is the path of a file, and the path itself is used as the key."
              + " To use the content of the file, write file: before the path",
          setting.key());
    }
  }

  private static boolean isPath(String secret) {
    try {
      return Path.of(secret).isAbsolute() && Files.exists(Path.of(secret));
    } catch (InvalidPathException e) {
      return false; // a text with a NUL character
    }
  }
}
