package io.latchkey.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page {@code docs/benchmarks.md}: a template of text, in which each section of a run replaces
 * its placeholder. Every section is written to two files as soon as it is measured. These files are
 * in version control, so that a run of some sections keeps the results of the others.
 */
public final class Page {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([a-z-]+)}}");
  private static final String BARS = "bars";

  private final Path results;
  private final Path page;
  private final List<String> order;

  /**
   * Opens a page.
   *
   * @param results the folder of the results of the sections
   * @param page the file of the page; the plots are written to the folder {@code benchmarks} beside
   *     it
   * @param order the names of the sections, in the order of their goals
   */
  public Page(Path results, Path page, List<String> order) {
    this.results = results;
    this.page = page;
    this.order = List.copyOf(order);
  }

  /**
   * What a section has measured.
   *
   * @param text in Markdown
   * @param bars its goals
   * @param plots SVG by file name without its ending
   */
  public record Result(String text, List<Bar> bars, Map<String, String> plots) {
    public Result {
      bars = List.copyOf(bars);
      plots = Map.copyOf(plots);
    }
  }

  /** Writes the files of a section. */
  public void add(String name, Result result) throws IOException {
    Files.createDirectories(results);
    Files.writeString(text(name), result.text().strip() + "\n");
    if (result.bars().isEmpty()) {
      Files.deleteIfExists(goals(name));
    } else {
      Files.write(goals(name), result.bars().stream().map(Bar::toLine).toList());
    }
    Path plots = page.resolveSibling("benchmarks");
    Files.createDirectories(plots);
    for (Map.Entry<String, String> plot : result.plots().entrySet()) {
      Files.writeString(plots.resolve(plot.getKey() + ".svg"), plot.getValue());
    }
  }

  /** Writes the page from the template and the sections. */
  public void write(String machine) throws IOException {
    String text =
        PLACEHOLDER
            .matcher(template())
            .replaceAll(
                placeholder -> Matcher.quoteReplacement(content(placeholder.group(1), machine)));
    Files.writeString(page, text);
  }

  private String content(String name, String machine) {
    try {
      if (name.equals("machine")) {
        return machine.strip();
      }
      if (name.equals(BARS)) {
        return Bar.table(bars()).strip();
      }
      Path file = text(name);
      return Files.exists(file) ? Files.readString(file).strip() : "Not measured in this run.";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Bar> bars() throws IOException {
    List<Bar> bars = new ArrayList<>();
    for (String name : order) {
      Path file = goals(name);
      if (Files.exists(file)) {
        Files.readAllLines(file).stream().map(Bar::parse).forEach(bars::add);
      }
    }
    return bars;
  }

  private Path text(String section) {
    return results.resolve(section + ".txt");
  }

  private Path goals(String section) {
    return results.resolve(section + ".goals");
  }

  private static String template() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("page.template")) {
      if (in == null) {
        throw new IllegalStateException("The file page.template is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
