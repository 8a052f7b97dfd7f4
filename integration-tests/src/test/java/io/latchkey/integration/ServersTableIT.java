package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
      String cell = row.split("\\|")[3].strip();
      assertThat(cell).as(row).isEqualTo(passed(server));
    }
  }

  @Test
  void deployPage_namesTheCasesThatPassed() throws Exception {
    Map<String, List<String>> serversOf = new TreeMap<>();
    List<ServerUnderTest> servers = tested().toList();
    for (ServerUnderTest server : servers) {
      for (Path report : reports(server)) {
        if (isGood(report)) {
          serversOf.computeIfAbsent(name(report), n -> new ArrayList<>()).add(server.label());
        }
      }
    }
    Map<List<String>, List<String>> casesOf =
        serversOf.keySet().stream().collect(Collectors.groupingBy(serversOf::get));

    assertThat(Files.readAllLines(CASES))
        .filteredOn(line -> line.startsWith("- On "))
        .containsExactlyInAnyOrderElementsOf(
            casesOf.entrySet().stream()
                .map(entry -> line(entry.getKey(), servers.size(), entry.getValue()))
                .toList());
  }

  private static String line(List<String> servers, int all, List<String> cases) {
    String where = servers.size() == all ? "all servers" : String.join("; ", servers);
    return "- On %s: %s"
        .formatted(where, cases.stream().map("`%s`"::formatted).collect(Collectors.joining(", ")));
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
