package io.latchkey.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SectionsTest {
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
}
