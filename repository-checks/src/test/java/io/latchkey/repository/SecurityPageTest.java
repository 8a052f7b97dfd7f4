package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of docs/security.md and of SECURITY.md names tests, and each named test exists. */
class SecurityPageTest {
  private static final Path PAGE = Repository.ROOT.resolve(Path.of("docs", "security.md"));
  private static final Path THREATS = Repository.ROOT.resolve("SECURITY.md");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:#(\\w+))?`");

  private static List<String> rows(Path page) {
    return Repository.text(page)
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| ---"))
        .filter(line -> !line.endsWith("| test |") && !line.endsWith("| tests |"))
        .toList();
  }

  @Test
  void eachRow_namesATest() {
    assertThat(rows(PAGE)).isNotEmpty().allMatch(row -> NAMED.matcher(row).find());
  }

  @Test
  void eachThreat_namesTestInLastColumn() {
    assertThat(rows(THREATS)).isNotEmpty().allMatch(row -> NAMED.matcher(lastColumn(row)).find());
  }

  @Test
  void eachNamedTest_exists() {
    List<Path> sources = Repository.files(".java");
    List<String> missing =
        Stream.of(PAGE, THREATS)
            .flatMap(page -> rows(page).stream())
            .flatMap(row -> NAMED.matcher(row).results())
            .filter(named -> sources.stream().noneMatch(source -> declares(source, named)))
            .map(MatchResult::group)
            .toList();

    assertThat(missing).isEmpty();
  }

  private static String lastColumn(String row) {
    List<String> columns = List.of(row.split("\\|"));
    return columns.get(columns.size() - 1);
  }

  private static boolean declares(Path source, MatchResult named) {
    return source.endsWith(named.group(1) + ".java")
        && (named.group(2) == null
            || Repository.text(source).contains("void " + named.group(2) + "("));
  }
}
