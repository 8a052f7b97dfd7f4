package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Looks for secrets in everything that the processes of the other tests have written, and in the
 * reports of all modules, also in those that an earlier build left. Modules that are built at the
 * same time may still write and delete theirs.
 */
class LoggedSecretsIT {
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}");
  private static final Pattern PRIVATE_KEY = Pattern.compile("BEGIN [A-Z ]*PRIVATE KEY");

  /** The TCK of MicroProfile JWT, which runs here, prints each of its own tokens. */
  private static final Path PRINTS_TOKENS = Path.of("..", "microprofile-jwt-tests");

  @Test
  void processOutput_containsNoSecret() throws IOException {
    List<Path> outputs = files(LatchkeyProcess.OUTPUT);

    assertThat(outputs).hasSizeGreaterThan(20);
    assertThat(KnownSecrets.all()).hasSizeGreaterThan(20);
    assertThat(secretsIn(outputs)).isEmpty();
  }

  @Test
  void testReports_containNoSecret() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      List<Path> reports =
          modules
              .filter(module -> !module.equals(PRINTS_TOKENS))
              .flatMap(
                  module ->
                      Stream.of("target/surefire-reports", "target/failsafe-reports")
                          .map(module::resolve))
              .filter(Files::isDirectory)
              .flatMap(folder -> files(folder).stream())
              .toList();

      assertThat(reports).isNotEmpty();
      assertThat(secretsIn(reports)).isEmpty();
    }
  }

  /** What was found and where, without the secrets themselves. */
  private static List<String> secretsIn(List<Path> files) throws IOException {
    Set<String> known = KnownSecrets.all();
    List<String> found = new ArrayList<>();
    for (Path file : files) {
      String text = text(file);
      if (TOKEN.matcher(text).find()) {
        found.add("a token in " + file);
      }
      if (PRIVATE_KEY.matcher(text).find()) {
        found.add("a private key in " + file);
      }
      if (known.stream().anyMatch(text::contains)) {
        found.add("a known secret in " + file);
      }
    }
    return found;
  }

  private static List<Path> files(Path folder) {
    File[] children = folder.toFile().listFiles();
    return children == null
        ? List.of()
        : Stream.of(children)
            .map(File::toPath)
            .flatMap(path -> Files.isDirectory(path) ? files(path).stream() : Stream.of(path))
            .toList();
  }

  private static String text(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return "";
    }
  }
}
