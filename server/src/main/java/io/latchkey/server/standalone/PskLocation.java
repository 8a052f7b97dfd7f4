package io.latchkey.server.standalone;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CaTraces;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.tokens.PreSharedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The location of the pre-shared key.
 *
 * @param description for the operator; never the key itself
 * @param generated the file with the key that this server generated, if no key is set
 */
record PskLocation(String description, Optional<Path> generated) {
  static final String FILE_NAME = "psk";

  /**
   * Finds the key. At the first start, generates a key of 256 bits if authentication needs one and
   * none is set. A server that trusts the certificates of another server's CA needs none.
   *
   * @throws StartException if the directory has a CA but no key: a new key would lock out every
   *     component
   * @throws io.latchkey.ca.AuthorityUnavailableException if the file cannot be read or written
   */
  static PskLocation of(Settings settings, DataDirectory directory) {
    if (!settings.requiresAuthentication()) {
      return new PskLocation("none, authentication is disabled", Optional.empty());
    }
    if (settings.text(Setting.PSK).isPresent()) {
      return new PskLocation("as set", Optional.empty());
    }
    if (needsNone(settings) && Files.notExists(directory.path().resolve(FILE_NAME))) {
      return new PskLocation("none, callers have certificates", Optional.empty());
    }
    checkNotLost(directory);
    directory.secret(FILE_NAME, () -> PreSharedKey.generate().reveal());
    return new PskLocation(
        "in " + settings.dataDirectory().resolve(FILE_NAME),
        Optional.of(directory.path().resolve(FILE_NAME)));
  }

  /**
   * Whether callers authenticate with certificates of the CA on another server. A key that this
   * server generated would be a secret that nothing uses.
   */
  private static boolean needsNone(Settings settings) {
    return settings.isSet(Setting.TRUSTED_CA) && settings.isSet(Setting.CA_URL);
  }

  private static void checkNotLost(DataDirectory directory) {
    if (CaTraces.areIn(directory) && Files.notExists(directory.file(FILE_NAME))) {
      throw new StartException(
          "%s contains a CA but no file %s, and a new pre-shared key would lock out every component; restore the file from a backup, write the key of your components into it, or set --psk"
              .formatted(directory.path(), FILE_NAME));
    }
  }
}
