package io.latchkey.filter.keys;

import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.ComponentRoots;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenVerifierBuilder;
import io.latchkey.tokens.TrustedIssuer;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.component.RevokedComponents;
import io.latchkey.tokens.trust.RevocationLists;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The current values of all configured keys. Each key is reloaded from its own file or URL. */
final class ConfiguredKeys implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConfiguredKeys.class);

  private final Supplier<Optional<PreSharedKey>> newest;
  private final Supplier<Optional<PreSharedKey>> previous;
  private final Optional<Supplier<List<VerificationKey>>> publicKeys;
  private final Supplier<List<TrustedIssuer>> issuers;
  private final Supplier<RevokedComponents> revoked;
  private final ComponentRoots roots;
  private final Optional<ConfiguredTrust> trust;

  private ConfiguredKeys(
      Settings settings, RemoteKeySets sets, ReloadableFiles values, ComponentRoots roots) {
    this.roots = roots;
    newest = preSharedKey(settings, Setting.PSK, values);
    previous = preSharedKey(settings, Setting.PREVIOUS_PSK, values);
    publicKeys =
        ConfiguredPublicKeys.isSet(settings, Setting.PUBLIC_KEY)
            ? Optional.of(ConfiguredPublicKeys.of(settings, Setting.PUBLIC_KEY, sets, values))
            : Optional.empty();
    issuers = ConfiguredIssuers.of(settings, sets, values);
    revoked =
        values.add(
            settings.files(Setting.REVOKED_COMPONENTS),
            () -> ConfiguredComponents.revoked(settings));
    trust = ConfiguredTrust.of(settings, values);
  }

  /**
   * Reads the keys.
   *
   * @param sets fetches the JWK sets
   * @param values watches the key files
   * @param roots derives the roots of component keys
   * @throws SettingsException if a key is invalid
   */
  static ConfiguredKeys of(
      Settings settings, RemoteKeySets sets, ReloadableFiles values, ComponentRoots roots) {
    return new ConfiguredKeys(settings, sets, values, roots);
  }

  /** Adds the current keys to a builder of a verifier. */
  TokenVerifierBuilder addTo(TokenVerifierBuilder builder) {
    publicKeys.ifPresent(keys -> builder.publicKeys(keys.get()));
    trust.ifPresent(authorities -> authorities.addTo(builder));
    List<PreSharedKey> psks =
        Stream.concat(newest.get().stream(), previous.get().stream()).toList();
    return builder
        .issuers(issuers.get())
        .preSharedKeys(psks)
        .componentKeys(psks.stream().distinct().flatMap(psk -> roots.of(psk).stream()).toList())
        .revokedComponents(revoked.get());
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
    roots.awaitEndOfThreads();
  }

  private static Supplier<Optional<PreSharedKey>> preSharedKey(
      Settings settings, Setting setting, ReloadableFiles values) {
    return values.add(settings.files(setting), () -> read(settings, setting));
  }

  private static Optional<PreSharedKey> read(Settings settings, Setting setting) {
    return settings
        .text(setting)
        .map(
            secret -> {
              PreSharedKey key = parse(settings, setting, secret);
              key.weakness().ifPresent(why -> LOGGER.warn("{}: {}", setting.key(), why));
              warnIfPath(setting, secret);
              return key;
            });
  }

  /** The value may be a secret, so the message does not contain it. */
  private static void warnIfPath(Setting setting, String secret) {
    try {
      if (Path.of(secret).isAbsolute() && Files.exists(Path.of(secret))) {
        LOGGER.warn(
            "{}: The value is the path of a file, and the path itself is used as the key."
                + " To use the content of the file, write file: before the path",
            setting.key());
      }
    } catch (InvalidPathException e) {
      // A text with a NUL character is not a path.
    }
  }

  private static PreSharedKey parse(Settings settings, Setting setting, String secret) {
    try {
      return PreSharedKey.of(secret);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(setting, String.valueOf(e.getMessage()));
    }
  }
}
