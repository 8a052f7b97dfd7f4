package io.latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of the settings lists those that there are, and no other. */
class DocumentationTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");
  private static final Pattern ROW_NAME = Pattern.compile("`(latchkey\\.[a-z.-]+)`");

  @Test
  void rows_nameExactlyAllSettings() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `latchkey.")).toList();

    assertThat(rows.stream().flatMap(DocumentationTest::names).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Setting.values()).map(Setting::key).toList());
  }

  @Test
  void everyIssuerSetting_isInRowOfIssuers() throws IOException {
    String row =
        Files.readAllLines(PAGE).stream()
            .filter(line -> line.startsWith("| `latchkey.issuers.<name>."))
            .findFirst()
            .orElseThrow();

    assertThat(Stream.of(IssuerSetting.Member.values()))
        .map(member -> new IssuerSetting("x", member).key())
        .allMatch(key -> row.contains(key.substring(key.lastIndexOf('.')) + "`"));
  }

  private static Stream<String> names(String row) {
    String firstCell = row.split("\\|", -1)[1];
    return ROW_NAME.matcher(firstCell).results().map((MatchResult match) -> match.group(1));
  }
}
