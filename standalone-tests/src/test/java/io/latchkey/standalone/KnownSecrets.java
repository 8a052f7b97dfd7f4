package io.latchkey.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every secret that the tests meet, for the last test to look for in everything that was logged.
 */
final class KnownSecrets {
  private static final Path FILE = Path.of("target", "known-secrets.txt");

  private KnownSecrets() {}

  /** Takes down a secret; gives it back. */
  static synchronized String add(String secret) {
    try {
      Files.writeString(FILE, secret + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return secret;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static Set<String> all() throws IOException {
    return new TreeSet<>(Files.readAllLines(FILE));
  }
}
