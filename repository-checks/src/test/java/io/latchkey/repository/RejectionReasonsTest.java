package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of rejections in the documentation name each {@code reason} of a problem document. */
class RejectionReasonsTest {
  private static final Pattern REASON = Pattern.compile("\"([a-z_]+)\"");
  private static final Pattern NAMED = Pattern.compile("`([a-z_]+)`");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tokens/src/main/java/io/latchkey/tokens/Reason.java",
        "filter/src/main/java/io/latchkey/filter/rules/Problem.java",
      })
  void reasonOfTheFilter_isInItsTable(String source) {
    assertThat(documented("filter.md")).containsAll(reasons(source));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ca/src/main/java/io/latchkey/ca/RejectionReason.java",
        "jaxrs-resources/src/main/java/io/latchkey/jaxrs/problem/ProblemMapper.java",
      })
  void reasonOfTheAuthority_isInATable(String source) {
    Set<String> documented = documented("certificate-authority.md");
    documented.addAll(documented("filter.md"));

    assertThat(documented).containsAll(reasons(source));
  }

  private static Set<String> reasons(String source) {
    Set<String> reasons = new TreeSet<>();
    REASON
        .matcher(Repository.text(Repository.ROOT.resolve(source)))
        .results()
        .forEach(match -> reasons.add(match.group(1)));
    assertThat(reasons).hasSizeGreaterThan(5);
    return reasons;
  }

  /** The words in code font in the second column of the rows that begin with a status. */
  private static Set<String> documented(String page) {
    Set<String> named = new TreeSet<>();
    Repository.text(Repository.ROOT.resolve(Path.of("docs", page)))
        .lines()
        .filter(line -> line.matches("\\| [45]\\d\\d.*"))
        .map(line -> line.split("\\|")[2])
        .flatMap(column -> NAMED.matcher(column).results())
        .forEach(match -> named.add(match.group(1)));
    return named;
  }
}
