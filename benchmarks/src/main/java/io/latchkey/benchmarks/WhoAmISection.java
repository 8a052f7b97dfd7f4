package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.Latchkey;
import io.latchkey.benchmarks.load.Requests;
import io.latchkey.benchmarks.load.SigningServer;
import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Path;
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
    Comparison rates;
    try (SigningServer server = latchkey.start("WAR", false, Optional.empty());
        BenchmarkServer filter =
            BenchmarkServer.start(FloodServer.class, Map.of("LATCHKEY_PSK", latchkey.psk()))) {
      rates =
          Comparison.run(
              plan,
              new Comparison.Target(
                  server.port(), Requests.get("/whoami", latchkey.authorization())),
              new Comparison.Target(filter.port(), Requests.get("/", latchkey.authorization())));
    }
    Table table =
        new Table("64 connections, one token", "requests/s")
            .add("`/whoami` of the WAR", rates.own().text(0))
            .add("a servlet behind the filter", rates.reference().text(0))
            .add("ratio", rates.ratio().text(2))
            .add(
                "ratio after %d requests only".formatted(Plan.WARM_UP_REQUESTS),
                rates.early().text(2));
    return new Page.Result(
        table.toString(),
        List.of(
            Bar.atLeast("`/whoami` of the WAR ÷ a servlet behind the filter", 0.8, rates.ratio())),
        Map.of());
  }
}
