package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.PostgreSql;
import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.ca.store.KilledStore;
import io.latchkey.ca.store.StoreMeasurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificate store alone: rates, size, search, and {@code kill -9}. */
final class StoreSection implements Section {
  private static final double RATIO_GOAL = 0.85;
  private static final double LONGEST_REOPENING = 2;
  private static final double MOST_BYTES = 1536;

  private final Table table =
      new Table(
          "store",
          "rows",
          "inserts/s, 8 callers, few rows → all rows",
          "inserts/s, 64 callers, few rows → all rows",
          "bytes a certificate",
          "search without a match");
  private final List<Bar> bars = new ArrayList<>();

  @Override
  public String name() {
    return "store";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    add(
        "SQLite",
        new StoreMeasurement(folder.resolve("sqlite"), Optional.empty(), plan.round())
            .run(plan.storeRows()));
    Optional<PostgreSql> server = PostgreSql.start(folder);
    if (server.isPresent()) {
      try (PostgreSql database = server.get()) {
        add(
            "PostgreSQL",
            new StoreMeasurement(folder.resolve("node"), Optional.of(database.url()), plan.round())
                .run(plan.storeRows()));
      }
    }
    return new Page.Result(table + "\n" + kills(plan, folder), bars, Map.of());
  }

  private void add(String store, StoreMeasurement.Measured measured) {
    double ratio = measured.many64() / measured.few64();
    table.add(
        store,
        "" + measured.rows(),
        "%.0f → %.0f (ratio %.2f)"
            .formatted(measured.few8(), measured.many8(), measured.many8() / measured.few8()),
        "%.0f → %.0f (ratio %.2f)".formatted(measured.few64(), measured.many64(), ratio),
        "%.0f".formatted(measured.bytes()),
        "%.1f ms".formatted(measured.searchMillis()));
    bars.add(
        Bar.of(
            "inserts with %d rows ÷ with few rows, 64 callers, %s (goal for 10 million rows)"
                .formatted(measured.rows(), store),
            "at least " + RATIO_GOAL,
            "%.2f".formatted(ratio),
            ratio >= RATIO_GOAL));
    if (store.equals("SQLite")) {
      bars.add(
          Bar.atMost(
              "bytes on disk for a certificate with two names, " + store,
              "1.5 KB",
              "%.0f".formatted(measured.bytes()),
              measured.bytes() <= MOST_BYTES));
    }
  }

  private String kills(Plan plan, Path folder) throws IOException, InterruptedException {
    KilledStore store = new KilledStore(folder.resolve("killed"));
    double seconds = store.reopeningSeconds(plan.storeRows());
    KilledStore.Kills kills = store.kill(plan.kills());
    bars.add(
        Bar.atMost(
            "opening after `kill -9` with %d rows (goal for one million rows)"
                .formatted(plan.storeRows()),
            "2 s",
            "%.2f s".formatted(seconds),
            seconds <= LONGEST_REOPENING));
    bars.add(
        Bar.of(
            "certificates lost in %d `kill -9` (goal for 1000)".formatted(plan.kills()),
            "0",
            "%d of %d".formatted(kills.lost(), kills.confirmed()),
            kills.lost() == 0));
    return ("After `kill -9` with %d rows, the embedded store opened and inserted a row in %.2f s."
            + " A process that inserts with eight threads was killed %d times at random moments."
            + " Of %d certificates whose record was confirmed before, %d were lost.%n")
        .formatted(plan.storeRows(), seconds, plan.kills(), kills.confirmed(), kills.lost());
  }
}
