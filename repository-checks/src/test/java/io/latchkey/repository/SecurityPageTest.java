package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each row of docs/security.md names a test, and each named test exists. */
class SecurityPageTest {
  private static final Path PAGE = Repository.ROOT.resolve(Path.of("docs", "security.md"));
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

  private static List<String> rows() {
    return Repository.text(PAGE)
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filter(line -> !line.endsWith("| test |"))
        .toList();
  }

  @Test
  void eachRow_namesATest() {
    assertThat(rows()).isNotEmpty().allMatch(row -> NAMED.matcher(row).find());
  }

  @Test
  void eachNamedTest_exists() {
    List<Path> sources = Repository.files(".java");
    List<String> missing =
        rows().stream()
            .flatMap(row -> NAMED.matcher(row).results())
            .filter(named -> sources.stream().noneMatch(source -> declares(source, named)))
            .map(MatchResult::group)
            .toList();

    assertThat(missing).isEmpty();
  }

  private static boolean declares(Path source, MatchResult named) {
    return source.endsWith(named.group(1) + ".java")
        && Repository.text(source).contains("void " + named.group(2) + "(");
  }
}
