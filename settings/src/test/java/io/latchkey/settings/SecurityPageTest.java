package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of JWT practices names tests; they exist, and each row has one. */
class SecurityPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve(Path.of("docs", "security.md"));
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

  private static List<String> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filter(line -> !line.endsWith("| test |"))
        .toList();
  }

  @Test
  void everyRow_namesATest() throws IOException {
    assertThat(rows()).isNotEmpty().allMatch(row -> NAMED.matcher(row).find());
  }

  @Test
  void everyNamedTest_exists() throws IOException {
    List<Path> sources = testSources();
    List<String> missing =
        rows().stream()
            .flatMap(row -> NAMED.matcher(row).results())
            .filter(named -> sources.stream().noneMatch(source -> declares(source, named)))
            .map(MatchResult::group)
            .toList();

    assertThat(missing).isEmpty();
  }

  private static List<Path> testSources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve(Path.of("src", "test", "java")))
          .filter(Files::isDirectory)
          .flatMap(SecurityPageTest::files)
          .toList();
    }
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean declares(Path source, MatchResult named) {
    try {
      return source.endsWith(named.group(1) + ".java")
          && Files.readString(source).contains("void " + named.group(2) + "(");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
