package io.latchkey.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("benchmarks.md");
  }

  private Page page() {
    return new Page(folder.resolve("report"), file, List.of("signing", "start"));
  }

  @Test
  void page_hasTheSectionsOfSeveralRuns() throws Exception {
    page()
        .add(
            "start",
            new Page.Result(
                "started in $1\n",
                List.of(Bar.of("start", "at most 4 s", "5 s", false)),
                Map.of("plot", "<svg/>")));
    page()
        .add(
            "signing",
            new Page.Result(
                "signed\n",
                List.of(Bar.atLeast("signing", 1.0, new Spread(1, 0.9, 1.2))),
                Map.of()));

    page().write("a machine");

    assertThat(Files.readString(file))
        .contains("a machine", "started in $1", "signed", "Not measured in this run.")
        .containsSubsequence(
            "| signing | at least 1.0 | 1.00 (0.90–1.20) | met |",
            "| start | at most 4 s | 5 s | **not met** |")
        .doesNotContain("{{");
    assertThat(folder.resolve("benchmarks/plot.svg")).hasContent("<svg/>");
  }
}
