package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Machine;
import io.latchkey.benchmarks.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs all benchmarks and writes {@code docs/benchmarks.md}. Start it with {@code benchmarks/run}.
 */
public final class Benchmarks {
  private static final List<Section> SECTIONS =
      List.of(
          new SigningSection(),
          new WhoAmISection(),
          new PipelineSection(),
          new ProfileSection(),
          new RevocationSection(),
          new AcmeSection(),
          new StoreSection(),
          new StartSection(),
          new LimitsSection(),
          new SignatureSection(),
          new TokenSection(),
          new KeySection(),
          new AuthenticationSection(),
          FloodSection.ofSalts(),
          FloodSection.ofComponents(),
          new CmpFloodSection());

  private final Plan plan;
  private final Page page;

  private Benchmarks(Plan plan, Page page) {
    this.plan = plan;
    this.page = page;
  }

  /**
   * Runs the benchmarks in the root folder of the sources.
   *
   * @param arguments {@code quick} or {@code full}; then the names of sections, or nothing for all
   */
  public static void main(String[] arguments) throws Exception {
    List<String> names = names();
    List<String> wanted =
        Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
    String mode = arguments.length == 0 ? "" : arguments[0];
    if (!List.of("quick", "full").contains(mode) || !names.containsAll(wanted)) {
      System.err.println(
          "Usage: benchmarks/run quick|full [SECTION…]; sections: " + String.join(", ", names));
      System.exit(2);
    }
    Page page = new Page(Path.of("benchmarks", "results"), Path.of("docs", "benchmarks.md"), names);
    Benchmarks run = new Benchmarks(mode.equals("full") ? Plan.FULL : Plan.QUICK, page);
    run.run(wanted.isEmpty() ? names : wanted);
  }

  static List<String> names() {
    return SECTIONS.stream().map(Section::name).toList();
  }

  private void run(List<String> wanted) throws Exception {
    Path folder = Files.createTempDirectory(Path.of("benchmarks", "target"), "run");
    try {
      String machine = Machine.description(folder);
      for (Section section : SECTIONS) {
        if (wanted.contains(section.name())) {
          measure(section, Files.createDirectory(folder.resolve(section.name())));
          page.write(machine);
        }
      }
    } finally {
      delete(folder);
    }
  }

  private void measure(Section section, Path folder) throws Exception {
    String began = Machine.moment();
    System.out.printf("%s: %s%n", section.name(), began);
    Page.Result result = section.measure(plan, folder);
    String note = "\n_Measured from %s to %s._\n".formatted(began, Machine.moment());
    System.out.println(result.text());
    page.add(section.name(), new Page.Result(result.text() + note, result.bars(), result.plots()));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
