package io.latchkey.ca.authority;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.store.Databases;
import java.nio.file.Files;
import java.util.List;

/** The files that a CA leaves in its data directory. Thread-safe. */
public final class CaTraces {
  private static final List<String> FILES =
      List.of(
          Databases.EMBEDDED_FILE,
          Databases.H2_FILE,
          BuiltInCa.CERTIFICATE_FILE,
          PassphraseCustody.PASSPHRASE_FILE);

  private CaTraces() {}

  /** Whether a CA has used a directory, because at least one of its files exists. */
  public static boolean areIn(DataDirectory directory) {
    return FILES.stream().anyMatch(name -> Files.exists(directory.file(name)));
  }
}
