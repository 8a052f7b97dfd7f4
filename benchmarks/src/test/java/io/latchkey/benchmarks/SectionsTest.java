package io.latchkey.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.benchmarks.report.Page;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionsTest {
  @TempDir Path folder;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");

  @Test
  void template_hasAPlaceholderForEachSection() throws Exception {
    String template;
    try (var in = Section.class.getResourceAsStream("report/page.template")) {
      template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    Set<String> expected = new TreeSet<>(Benchmarks.names());
    expected.addAll(Set.of("machine", "bars"));
    assertThat(PLACEHOLDER.matcher(template).results().map(match -> match.group(1)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void results_makeTheDocumentedPage() throws Exception {
    Path documented = Path.of("..", "docs", "benchmarks.md");
    String text = Files.readString(documented);
    int machine = text.indexOf("## Machine\n") + "## Machine\n".length();
    Path page = folder.resolve("benchmarks.md");

    new Page(Path.of("results"), page, Benchmarks.names())
        .write(text.substring(machine, text.indexOf("\n\n", machine)));

    assertThat(page).hasSameTextualContentAs(documented);
  }
}
