package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * Compares the README's table of servers and the list of cases in {@code docs/deploy} with the test
 * reports of this run. Runs after all other tests.
 */
class ServersTableIT {
  private static final Path README = Path.of("..", "README.md");
  private static final Path CASES = Path.of("..", "docs", "deploy", "README.md");
  private static final Pattern ALL_CASES = Pattern.compile("- On (.+): (`.+)");
  private static final Pattern BASIC_CASES = Pattern.compile("- Basic cases, on (.+): (`.+)");
  private static final Pattern REPORT = Pattern.compile("TEST-.*\\.(\\w+)\\.xml$");
  private static final int JDK = 17;
  private static final Map<String, String> VERSIONS =
      Stream.of(System.getProperty("server.versions", "").split(","))
          .map(pair -> pair.strip().split("="))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

  @Test
  void readme_hasTheNumberOfPassedCases() throws Exception {
    assumeTrue(Runtime.version().feature() == JDK || "true".equals(System.getenv("CI")));
    List<String> rows = Files.readAllLines(README);

    for (ServerUnderTest server : tested().toList()) {
      String start = "| %s | %s |".formatted(server.label(), VERSIONS.get(server.profile()));
      String row =
          rows.stream()
              .filter(line -> line.startsWith(start))
              .findFirst()
              .orElseThrow(() -> new AssertionError("the README has no row " + start));
      if (!runsBasicCases(server)) {
        assertThat(row.split("\\|")[3].strip()).as(row).isEqualTo(passed(server));
      }
    }
  }

  @Test
  void deployPage_namesTheCasesThatPassed() throws Exception {
    for (ServerUnderTest server : tested().toList()) {
      Set<String> passed = new TreeSet<>();
      for (Path report : reports(server)) {
        if (isGood(report)) {
          passed.add(name(report));
        }
      }

      assertThat(passed).as(server.label()).isEqualTo(documented(server));
    }
  }

  /** Returns the cases that the page names for a server. */
  private static Set<String> documented(ServerUnderTest server) throws IOException {
    Set<String> cases = new TreeSet<>();
    for (String line : Files.readAllLines(CASES)) {
      Matcher list = (runsBasicCases(server) ? BASIC_CASES : ALL_CASES).matcher(line);
      if (list.matches()
          && (list.group(1).equals("all servers")
              || List.of(list.group(1).split("; ")).contains(server.label()))) {
        Stream.of(list.group(2).split(", ")).map(name -> name.replace("`", "")).forEach(cases::add);
      }
    }
    return cases;
  }

  /** Whether this run has only the basic cases of a server. */
  private static boolean runsBasicCases(ServerUnderTest server) {
    return List.of(System.getProperty("servers.basic", "").split(", ")).contains(server.profile());
  }

  private static Stream<ServerUnderTest> tested() {
    return Stream.of(ServerUnderTest.values()).filter(server -> !server.isOld());
  }

  private static String passed(ServerUnderTest server) throws Exception {
    List<Path> reports = reports(server);
    int good = 0;
    for (Path report : reports) {
      good += isGood(report) ? 1 : 0;
    }
    return "%d of %d".formatted(good, reports.size());
  }

  private static List<Path> reports(ServerUnderTest server) throws IOException {
    Path folder = Path.of(System.getProperty("reports")).resolve(server.profile());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> REPORT.matcher(file.toString()).find()).toList();
    }
  }

  /** Returns the name of the case of a report. */
  private static String name(Path report) {
    Matcher matcher = REPORT.matcher(report.toString());
    return matcher.find() ? matcher.group(1) : "";
  }

  private static boolean isGood(Path report) throws Exception {
    try (InputStream in = Files.newInputStream(report)) {
      Element suite =
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .parse(in)
              .getDocumentElement();
      return Stream.of("errors", "failures", "skipped")
          .allMatch(count -> suite.getAttribute(count).equals("0"));
    } catch (IOException e) {
      throw new AssertionError(report.toString(), e);
    }
  }
}
