package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.HttpLoad;
import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.Requests;
import io.latchkey.benchmarks.load.SigningServer;
import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Spread;
import io.latchkey.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /whoami} through the whole WAR, beside a servlet that answers at once behind the
 * filter on Tomcat.
 */
final class WhoAmISection implements Section {
  @Override
  public String name() {
    return "whoami";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    Latchkey latchkey = new Latchkey(folder);
    byte[] whoAmI = Requests.get("/whoami", latchkey.authorization());
    byte[] root = Requests.get("/", latchkey.authorization());
    List<Double> war = new ArrayList<>();
    List<Double> servlet = new ArrayList<>();
    try (SigningServer server = latchkey.start("WAR", false, Optional.empty());
        BenchmarkServer filter =
            BenchmarkServer.start(FloodServer.class, Map.of("LATCHKEY_PSK", latchkey.psk()))) {
      for (int warmUp : new int[] {server.port(), filter.port()}) {
        byte[] request = warmUp == filter.port() ? root : whoAmI;
        HttpLoad.run(warmUp, () -> request, Plan.MANY, plan.longestWarmUp(), Plan.WARM_UP_REQUESTS);
      }
      for (int round = 0; round < plan.rounds(); round++) {
        war.add(HttpLoad.run(server.port(), whoAmI, Plan.MANY, plan.round()).rate());
        servlet.add(HttpLoad.run(filter.port(), root, Plan.MANY, plan.round()).rate());
      }
    }
    Spread ratio = Spread.ratios(war, servlet);
    Table table =
        new Table("64 connections, one token", "requests/s")
            .add("`/whoami` of the WAR", Spread.of(war).text(0))
            .add("a servlet behind the filter", Spread.of(servlet).text(0))
            .add("ratio", ratio.text(2));
    return new Page.Result(
        table.toString(),
        List.of(Bar.atLeast("`/whoami` of the WAR ÷ a servlet behind the filter", 0.8, ratio)),
        Map.of());
  }
}
