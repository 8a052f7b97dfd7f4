package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** The README's table of servers says what the reports of this run say. Runs after all others. */
class ServersTableIT {
  private static final Path README = Path.of("..", "README.md");
  private static final List<Integer> JDKS = List.of(17, 25);
  private static final Map<String, String> VERSIONS =
      Stream.of(System.getProperty("server.versions", "").split(","))
          .map(pair -> pair.strip().split("="))
          .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

  @Test
  void readme_saysWhichCasesPassedOnThisJdk() throws Exception {
    int jdk = Runtime.version().feature();
    // Others are not in the table.
    assumeTrue(JDKS.contains(jdk) || "true".equals(System.getenv("CI")));
    List<String> rows = Files.readAllLines(README);

    for (ServerUnderTest server : ServerUnderTest.values()) {
      if (server.isOld()) {
        continue;
      }
      String start = "| %s | %s |".formatted(server.label(), VERSIONS.get(server.profile()));
      String row =
          rows.stream()
              .filter(line -> line.startsWith(start))
              .findFirst()
              .orElseThrow(() -> new AssertionError("the README has no row " + start));
      String cell = row.split("\\|")[3 + JDKS.indexOf(jdk)].strip();
      assertThat(cell).as("JDK %d in %s", jdk, row).isEqualTo(passed(server));
    }
  }

  private static String passed(ServerUnderTest server) throws Exception {
    Path reports = Path.of(System.getProperty("reports")).resolve(server.profile());
    int total = 0;
    int good = 0;
    try (Stream<Path> files = Files.list(reports)) {
      for (Path file : files.filter(ServersTableIT::isReport).toList()) {
        total++;
        good += isGood(file) ? 1 : 0;
      }
    }
    return "%d of %d".formatted(good, total);
  }

  private static boolean isReport(Path file) {
    return file.getFileName().toString().matches("TEST-.*\\.xml");
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
