package io.latchkey.standalone;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules, the dashboard and the page speak of metrics that there are. */
class MonitoringIT {
  private static final Path FOLDER = Path.of("..", "docs", "monitoring").toAbsolutePath();
  private static final Pattern METRIC = Pattern.compile("latchkey_[a-z_]+[a-z]");

  @TempDir Path data;

  @Test
  void documentedMetrics_existOnTheServer() throws Exception {
    Set<String> names = scrapedNames();
    assertThat(names).contains("latchkey_requests_total", "latchkey_build_info");

    assertThat(metricsIn(String.join("\n", queries()))).isNotEmpty().isSubsetOf(names);
    assertThat(metricsIn(read("alerts.yml"))).isNotEmpty().isSubsetOf(names);
    assertThat(metricsIn(read("alerts-test.yml"))).containsAll(metricsIn(read("alerts.yml")));
    assertThat(metricsIn(read("alerts-test.yml"))).isSubsetOf(names);
    assertThat(documented()).containsExactlyInAnyOrderElementsOf(withoutParts(names));
  }

  @Test
  void alertRules_areAcceptedByPrometheus() throws Exception {
    Tools.require("promtool");

    assertThat(Tools.run(data, "promtool", "check", "rules", FOLDER.resolve("alerts.yml") + ""))
        .contains("SUCCESS: 11 rules found");
  }

  @Test
  void alertRules_fireOnlyForUnhealthyServers() throws Exception {
    Tools.require("promtool");

    String tests = FOLDER.resolve("alerts-test.yml").toString();
    assertThat(Tools.run(data, "promtool", "test", "rules", tests)).contains("SUCCESS");
  }

  @Test
  void everyAlert_firesInATest() throws Exception {
    Set<String> alerts = matches(Pattern.compile("(?<=- alert: )\\w+"), read("alerts.yml"));

    assertThat(matches(Pattern.compile("(?<=alertname=\")\\w+"), read("alerts-test.yml")))
        .isNotEmpty()
        .isEqualTo(alerts);
  }

  @Test
  void scrape_isAcceptedByPrometheus() throws Exception {
    Tools.require("promtool", "sh");
    Path scrape = Files.writeString(data.resolve("scrape"), scraped());

    String problems = Tools.run(data, "sh", "-c", "promtool check metrics < " + scrape);

    assertThat(problems).isBlank();
  }

  private Set<String> scrapedNames() throws Exception {
    return new Scrape(scraped()).names();
  }

  private String scraped() throws Exception {
    Client client = SharedServer.client();
    return client
        .get("/metrics", client.token(Map.of("sub", "prometheus", "roles", "metrics")))
        .body();
  }

  private static List<String> queries() throws IOException {
    try (JsonReader reader =
        Json.createReader(Files.newBufferedReader(FOLDER.resolve("dashboard.json")))) {
      return expressions(reader.readObject()).toList();
    }
  }

  /** Every {@code expr} and {@code definition}, however deep. */
  private static Stream<String> expressions(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object.entrySet().stream()
          .flatMap(
              member ->
                  Set.of("expr", "definition").contains(member.getKey())
                      ? Stream.of(((JsonString) member.getValue()).getString())
                      : expressions(member.getValue()));
    }
    return value.getValueType() == JsonValue.ValueType.ARRAY
        ? value.asJsonArray().stream().flatMap(MonitoringIT::expressions)
        : Stream.empty();
  }

  private static Set<String> metricsIn(String text) {
    return matches(METRIC, text);
  }

  private static Set<String> matches(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(toCollection(TreeSet::new));
  }

  /** The first cells of the page's table of metrics. */
  private static Set<String> documented() throws IOException {
    return metricsIn(
        read("README.md")
            .lines()
            .filter(line -> line.startsWith("| `latchkey_"))
            .map(line -> line.split("\\|", -1)[1])
            .reduce("", String::concat));
  }

  /** A timer is one metric of several series. */
  private static Set<String> withoutParts(Set<String> names) {
    Set<String> whole = new TreeSet<>();
    names.forEach(name -> whole.add(name.replaceFirst("_(count|sum|max)$", "")));
    return whole;
  }

  private static String read(String file) throws IOException {
    return Files.readString(FOLDER.resolve(file));
  }
}
