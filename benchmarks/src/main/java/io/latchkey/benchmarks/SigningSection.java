package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.Cfssl;
import io.latchkey.benchmarks.load.HttpLoad;
import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.PostgreSql;
import io.latchkey.benchmarks.load.SigningServer;
import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Plot;
import io.latchkey.benchmarks.report.Spread;
import io.latchkey.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code POST /ca/sign} for P-256, with the embedded store and with PostgreSQL, with a native
 * crypto provider and as shipped, beside {@code cfssl serve} with {@code authsign}.
 */
final class SigningSection implements Section {
  private static final String CFSSL = "cfssl authsign";
  private static final String EMBEDDED_NATIVE = "Latchkey, embedded store, ACCP";
  private static final String POSTGRESQL_NATIVE = "Latchkey, PostgreSQL, ACCP";
  private static final String EMBEDDED = "Latchkey, embedded store, as shipped";
  private static final String POSTGRESQL = "Latchkey, PostgreSQL, as shipped";
  private static final Duration FIRST_MINUTE = Duration.ofMinutes(1);

  /** cfssl has no compiler at run time, so its first seconds are as all others. */
  private static final Duration FIRST_SECONDS = Duration.ofSeconds(10);

  private static final double LONGEST_P99_MILLIS = 15;

  private final List<Candidate> candidates = new ArrayList<>();

  /** A server with the results of its rounds. */
  private static final class Candidate {
    private final SigningServer server;
    private final List<Double> fewRates = new ArrayList<>();
    private final List<Double> manyRates = new ArrayList<>();
    private final List<Double> fewP99 = new ArrayList<>();
    private final List<Double> manyP99 = new ArrayList<>();
    private final List<Double> processorMillis = new ArrayList<>();
    private List<Double> firstMinute = List.of();

    Candidate(SigningServer server) {
      this.server = server;
    }

    String name() {
      return server.name();
    }

    void round(Duration time) throws IOException {
      HttpLoad.Measured few = server.load(Plan.FEW, time, Integer.MAX_VALUE);
      fewRates.add(few.rate());
      fewP99.add(few.p99Millis());
      Duration before = server.processorTime();
      HttpLoad.Measured many = server.load(Plan.MANY, time, Integer.MAX_VALUE);
      Duration used = server.processorTime().minus(before);
      manyRates.add(many.rate());
      manyP99.add(many.p99Millis());
      processorMillis.add(used.toNanos() / 1e6 / many.responses());
    }
  }

  @Override
  public String name() {
    return "signing";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    candidates.clear();
    Latchkey latchkey = new Latchkey(folder);
    List<PostgreSql> databases = new ArrayList<>();
    try {
      Cfssl.start(folder).map(Candidate::new).ifPresent(candidates::add);
      candidates.add(new Candidate(latchkey.start(EMBEDDED_NATIVE, true, Optional.empty())));
      candidates.add(new Candidate(latchkey.start(EMBEDDED, false, Optional.empty())));
      for (boolean isNative : new boolean[] {true, false}) {
        Optional<PostgreSql> database = PostgreSql.start(folder);
        if (database.isPresent()) {
          databases.add(database.get());
          String name = isNative ? POSTGRESQL_NATIVE : POSTGRESQL;
          candidates.add(new Candidate(latchkey.start(name, isNative, database)));
        }
      }
      run(plan);
      return result();
    } finally {
      candidates.forEach(candidate -> candidate.server.close());
      databases.forEach(PostgreSql::close);
    }
  }

  private void run(Plan plan) throws IOException {
    for (Candidate candidate : candidates) {
      HttpLoad.Measured first =
          candidate.server.load(Plan.MANY, firstTime(plan, candidate), Integer.MAX_VALUE);
      candidate.firstMinute = first.perSecond();
      int missing = Plan.WARM_UP_REQUESTS - first.responses();
      if (missing > 0) {
        HttpLoad.Measured rest = candidate.server.load(Plan.MANY, plan.longestWarmUp(), missing);
        System.out.printf(
            "%s: %d requests of warm-up%n", candidate.name(), first.responses() + rest.responses());
      }
    }
    for (int round = 0; round < plan.rounds(); round++) {
      for (Candidate candidate : candidates) {
        candidate.round(plan.round());
      }
    }
  }

  private static Duration firstTime(Plan plan, Candidate candidate) {
    return switch (candidate.name()) {
      case CFSSL -> FIRST_SECONDS;
      case POSTGRESQL_NATIVE, POSTGRESQL -> plan.firstOfOtherStore();
      default -> FIRST_MINUTE;
    };
  }

  private Page.Result result() throws IOException, InterruptedException {
    Table table =
        new Table(
            "",
            "signatures/s, 64 connections",
            "÷ cfssl",
            "processor time of the server",
            "p99, 64",
            "signatures/s, 8",
            "p99, 8",
            "first minute/s");
    List<Plot.Item> items = new ArrayList<>();
    Map<String, String> plots = new LinkedHashMap<>();
    for (Candidate each : candidates) {
      items.add(new Plot.Item(each.name(), Spread.of(each.manyRates)));
      table.add(
          each.name(),
          Spread.of(each.manyRates).text(0),
          ratio(each).map(spread -> spread.text(2)).orElse(""),
          Spread.of(each.processorMillis).text(3) + " ms",
          Spread.of(each.manyP99).text(1) + " ms",
          Spread.of(each.fewRates).text(0),
          Spread.of(each.fewP99).text(1) + " ms",
          "%.0f".formatted(mean(each.firstMinute)));
    }
    plots.put("signing", Plot.bars("Signatures a second, 64 connections", 0, items));
    plots.put(
        "signing-first-minute",
        Plot.lines(
            "Signatures in each second of the first minute of a process, 64 connections",
            candidates.stream()
                .map(each -> new Plot.Series(each.name(), each.firstMinute))
                .toList()));
    String versions =
        "cfssl: Debian's `golang-cfssl` %s. PostgreSQL: `%s`, on the same machine.%n%n"
            .formatted(Cfssl.version().orElse("is not installed"), PostgreSql.version());
    return new Page.Result(versions + table, bars(), plots);
  }

  private List<Bar> bars() {
    List<Bar> bars = new ArrayList<>();
    bars.add(ratioBar(EMBEDDED_NATIVE, 1.0));
    bars.add(ratioBar(POSTGRESQL_NATIVE, 0.7));
    bars.add(ratioBar(EMBEDDED, 0.6));
    bars.add(ratioBar(POSTGRESQL, 0.45));
    for (Candidate each : candidates) {
      if (!each.name().equals(CFSSL)) {
        Spread p99 = Spread.of(each.fewP99);
        bars.add(
            Bar.atMost(
                "p99 of `/ca/sign` at 8 connections: " + each.name(),
                "15 ms",
                p99.text(1) + " ms",
                p99.median() <= LONGEST_P99_MILLIS));
      }
    }
    return bars;
  }

  private Bar ratioBar(String name, double goal) {
    String what = "`/ca/sign` P-256, 64 connections: " + name + " ÷ cfssl authsign";
    return candidate(name)
        .flatMap(this::ratio)
        .map(ratio -> Bar.atLeast(what, goal, ratio))
        .orElseGet(
            () -> Bar.notMeasured(what, "at least " + goal, "cfssl or PostgreSQL is missing"));
  }

  private Optional<Spread> ratio(Candidate each) {
    return candidate(CFSSL).map(reference -> Spread.ratios(each.manyRates, reference.manyRates));
  }

  private Optional<Candidate> candidate(String name) {
    return candidates.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
