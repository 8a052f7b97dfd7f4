package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.AcmeAccount;
import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.PostgreSql;
import io.latchkey.benchmarks.load.SigningServer;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Spread;
import io.latchkey.benchmarks.report.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whole ACME flows: an order, its request, and the download of the chain. */
final class AcmeSection implements Section {
  private static final int WARM_UP = 20_000;

  @Override
  public String name() {
    return "acme";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws Exception {
    Latchkey latchkey = new Latchkey(folder);
    Map<String, List<Double>> rates = new LinkedHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(Plan.FEW);
    try (SigningServer embedded =
        latchkey.start("Latchkey, embedded store, ACCP", true, Optional.empty())) {
      measure(plan, latchkey, embedded, threads, rates);
      Optional<PostgreSql> database = PostgreSql.start(folder);
      if (database.isPresent()) {
        try (PostgreSql started = database.get();
            SigningServer server =
                latchkey.start("Latchkey, PostgreSQL, ACCP", true, Optional.of(started))) {
          measure(plan, latchkey, server, threads, rates);
        }
      }
    } finally {
      threads.shutdownNow();
    }
    Table table = new Table(Plan.FEW + " clients", "flows/s");
    rates.forEach((name, each) -> table.add(name, Spread.of(each).text(0)));
    return new Page.Result(table.toString(), List.of(), Map.of());
  }

  private static void measure(
      Plan plan,
      Latchkey latchkey,
      SigningServer server,
      ExecutorService threads,
      Map<String, List<Double>> rates)
      throws Exception {
    List<AcmeAccount> accounts = new ArrayList<>();
    for (int n = 0; n < Plan.FEW; n++) {
      accounts.add(AcmeAccount.register(server.port(), latchkey.component("client-" + n)));
    }
    double unused = rate(accounts, threads, plan.longestWarmUp(), WARM_UP / Plan.FEW);
    List<Double> measured = new ArrayList<>();
    for (int round = 0; round < plan.rounds(); round++) {
      measured.add(rate(accounts, threads, plan.round(), Integer.MAX_VALUE));
    }
    rates.put(server.name(), measured);
  }

  private static double rate(
      List<AcmeAccount> accounts, ExecutorService threads, Duration time, int most)
      throws Exception {
    long began = System.nanoTime();
    List<Callable<Integer>> clients =
        accounts.stream()
            .<Callable<Integer>>map(account -> () -> flows(account, began + time.toNanos(), most))
            .toList();
    int flows = 0;
    for (Future<Integer> client : threads.invokeAll(clients)) {
      flows += client.get();
    }
    return flows / ((System.nanoTime() - began) / 1e9);
  }

  private static int flows(AcmeAccount account, long end, int most) throws Exception {
    int flows = 0;
    while (flows < most && System.nanoTime() < end) {
      account.obtain();
      flows++;
    }
    return flows;
  }
}
