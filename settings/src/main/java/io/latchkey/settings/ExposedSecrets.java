package io.latchkey.settings;

import io.latchkey.base.text.Pkcs11Attribute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds files with secrets that every user of the host can read or write. The group of a file may
 * read it: mode 0640 with a group for the server is common and safe. Files on a read-only mount are
 * skipped: Docker and Kubernetes mount secrets in this way, with mode 0444 or 0644, into one
 * container only, where {@code chmod} is not possible.
 */
final class ExposedSecrets {
  /**
   * The settings whose values are secret. Public keys are not among them, although their values are
   * not logged.
   */
  private static final Set<Setting> SECRETS =
      Set.of(
          Setting.PSK,
          Setting.PREVIOUS_PSK,
          Setting.JDBC_PASSWORD,
          Setting.CA_CREDENTIAL,
          Setting.CA_KEY,
          Setting.CA_KEY_PASS,
          Setting.TLS_KEY,
          Setting.TLS_KEY_PASS);

  private static final Set<Setting> DOCUMENTS = Set.of(Setting.CA_KEY, Setting.TLS_KEY);

  private final Predicate<Path> isReadOnly;

  ExposedSecrets(Predicate<Path> isReadOnly) {
    this.isReadOnly = isReadOnly;
  }

  static ExposedSecrets onThisHost() {
    return new ExposedSecrets(ExposedSecrets::isOnReadOnlyMount);
  }

  /** Returns one line for each such file, with the names of the settings in it. */
  List<String> warnings(List<FoundValue> values) {
    Map<Path, String> holders = new LinkedHashMap<>();
    for (FoundValue value : values) {
      if (isSecret(value)) {
        place(value).ifPresent(file -> add(holders, file, value.setting().key()));
      }
      pinSource(value)
          .ifPresent(file -> add(holders, file, "pin-source in " + value.setting().key()));
    }
    return holders.entrySet().stream()
        .flatMap(entry -> warning(entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  private static void add(Map<Path, String> holders, Path file, String setting) {
    holders.merge(file, setting, (a, b) -> a + ", " + b);
  }

  /** The file with the PIN of a PKCS#11 token (RFC 7512 section 2.4). */
  private static Optional<Path> pinSource(FoundValue value) {
    if (value.setting() != Setting.CA_KEYSTORE) {
      return Optional.empty();
    }
    try {
      return Pkcs11Attribute.of(text(value)).stream()
          .filter(attribute -> attribute.name().equals(Pkcs11Attribute.PIN_SOURCE))
          .flatMap(attribute -> attribute.value().stream())
          .findFirst()
          .map(source -> source.replaceFirst("^file:", ""))
          .filter(path -> !path.isEmpty())
          .map(Path::of);
    } catch (InvalidPathException e) {
      return Optional.empty(); // the reader of the value says so
    }
  }

  /** The value, also if it is in a file; empty if the file cannot be read. */
  private static String text(FoundValue value) {
    try {
      return value.text().orElse("");
    } catch (SettingsException e) {
      return ""; // the reader of the value says so
    }
  }

  private static boolean isSecret(FoundValue value) {
    return value.setting() instanceof Setting setting
        && (SECRETS.contains(setting)
            || (setting == Setting.JDBC_URL && text(value).contains("password="))
            || (setting == Setting.CA_KEYSTORE && text(value).contains("pin-value=")));
  }

  private static Optional<Path> place(FoundValue value) {
    try {
      return value.place(value.setting() instanceof Setting setting && DOCUMENTS.contains(setting));
    } catch (SettingsException e) {
      return Optional.empty(); // the reader of the value says so
    }
  }

  private Optional<String> warning(Path file, String settings) {
    try {
      if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return Optional.empty();
      }
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      boolean exposed =
          mode.contains(PosixFilePermission.OTHERS_READ)
              || mode.contains(PosixFilePermission.OTHERS_WRITE);
      return exposed && !isReadOnly.test(file)
          ? Optional.of(text(file, settings, mode))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // the reader of the value says so
    }
  }

  private static String text(Path file, String settings, Set<PosixFilePermission> mode) {
    String bits = PosixFilePermissions.toString(mode).replace('-', '0').replaceAll("[rwx]", "1");
    String access =
        mode.contains(PosixFilePermission.OTHERS_READ) ? "read" : "replace the content of";
    return ("File %s with the value of %s has mode %04o, so every user of this host can %s it;"
            + " run: chmod 600 %s")
        .formatted(file, settings, Integer.parseInt(bits, 2), access, file);
  }

  private static boolean isOnReadOnlyMount(Path file) {
    try {
      return Files.getFileStore(file.toRealPath()).isReadOnly();
    } catch (IOException e) {
      return false;
    }
  }
}
