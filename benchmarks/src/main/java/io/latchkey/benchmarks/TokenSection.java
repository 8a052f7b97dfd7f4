package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Plot;
import io.latchkey.benchmarks.report.Table;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.RunnerException;

/** The verification of one HS256 token, beside other libraries. */
final class TokenSection implements Section {
  private static final Map<String, String> NAMES =
      Map.of(
          "latchkeyAgain", "Latchkey, a cached token",
          "latchkey", "Latchkey, a new token",
          "jose4j", "jose4j, `JwtConsumer`",
          "nimbus", "Nimbus JOSE + JWT",
          "jjwt", "JJWT",
          "javaJwt", "java-jwt",
          "fusionAuth", "fusionauth-jwt",
          "sharedPassword", "comparison of a password");

  @Override
  public String name() {
    return "tokens";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws RunnerException {
    List<Jmh.Measured> all =
        Jmh.run(AlternativesBenchmark.class, plan, Map.of()).stream()
            .sorted(Comparator.comparingDouble(each -> each.micros().median()))
            .toList();
    Table table = new Table("", "µs", "bytes allocated");
    for (Jmh.Measured each : all) {
      table.add(
          NAMES.getOrDefault(each.name(), each.name()),
          each.micros().text(2),
          "%.0f".formatted(each.bytes()));
    }
    List<Plot.Item> items =
        all.stream()
            .map(each -> new Plot.Item(NAMES.getOrDefault(each.name(), each.name()), each.micros()))
            .toList();
    return new Page.Result(
        table.toString(),
        List.of(),
        Map.of("tokens", Plot.bars("Microseconds to verify a token", 2, items)));
  }
}
