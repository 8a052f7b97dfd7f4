package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Looks for secrets in everything that the processes of the other tests have written, and in the
 * reports of the whole test run. Runs after all of them.
 */
class LoggedSecretsIT {
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}");
  private static final Pattern PRIVATE_KEY = Pattern.compile("BEGIN [A-Z ]*PRIVATE KEY");

  @Test
  void processOutput_containsNoSecret() throws IOException {
    List<Path> outputs = files(LatchkeyProcess.OUTPUT);

    assertThat(outputs).hasSizeGreaterThan(20);
    assertThat(KnownSecrets.all()).hasSizeGreaterThan(20);
    assertThat(outputs).allSatisfy(LoggedSecretsIT::assertHoldsNoSecret);
  }

  @Test
  void testReports_containNoSecret() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      List<Path> reports =
          modules
              .flatMap(
                  module ->
                      Stream.of("target/surefire-reports", "target/failsafe-reports")
                          .map(module::resolve))
              .filter(Files::isDirectory)
              .flatMap(folder -> files(folder).stream())
              .toList();

      assertThat(reports).isNotEmpty();
      assertThat(reports).allSatisfy(LoggedSecretsIT::assertHoldsNoSecret);
    }
  }

  private static void assertHoldsNoSecret(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    assertThat(TOKEN.matcher(text).find()).as("a token in " + file).isFalse();
    assertThat(PRIVATE_KEY.matcher(text).find()).as("a private key in " + file).isFalse();
    assertThat(KnownSecrets.all().stream().filter(text::contains).count())
        .as("known secrets in " + file)
        .isZero();
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
