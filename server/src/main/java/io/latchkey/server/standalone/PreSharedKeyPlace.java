package io.latchkey.server.standalone;

import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.tokens.PreSharedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the pre-shared key is.
 *
 * @param description for the operator; never the key itself
 * @param made the file that this server has made for itself, if nobody has set a key
 */
record PreSharedKeyPlace(String description, Optional<Path> made) {
  static final String FILE_NAME = "psk";

  /** What shows that this directory has been used before, each of them on its own. */
  private static final List<String> TRACES = List.of("latchkey.mv.db", "ca.crt", "ca.pass");

  /**
   * Finds out, and makes a key of 256 bits, once and for all, if authentication needs one.
   *
   * @throws StartException if there is a CA already but no key: components would be locked out by a
   *     new one
   * @throws io.latchkey.ca.AuthorityUnavailableException if the file cannot be read or made
   */
  static PreSharedKeyPlace of(Settings settings, DataDirectory directory) {
    if (settings.oneOf(Setting.AUTH, "required", "disabled").orElse("").equals("disabled")) {
      return new PreSharedKeyPlace("none, authentication is disabled", Optional.empty());
    }
    if (settings.text(Setting.PSK).isPresent()) {
      return new PreSharedKeyPlace("as set", Optional.empty());
    }
    checkNotLost(directory.path());
    directory.secret(FILE_NAME, () -> PreSharedKey.generate().reveal());
    return new PreSharedKeyPlace(
        "in " + settings.dataDirectory().resolve(FILE_NAME),
        Optional.of(directory.path().resolve(FILE_NAME)));
  }

  private static void checkNotLost(Path directory) {
    boolean used = TRACES.stream().anyMatch(name -> Files.exists(directory.resolve(name)));
    if (used && Files.notExists(directory.resolve(FILE_NAME))) {
      throw new StartException(
          "%s holds a CA but no file %s, and a new pre-shared key would lock every component out; restore the file from a backup, write the key of your components into it, or give --psk"
              .formatted(directory, FILE_NAME));
    }
  }
}
