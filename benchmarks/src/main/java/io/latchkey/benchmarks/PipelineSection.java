package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Bar;
import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Spread;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.ca.policy.SigningPipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The whole issuance in this process without the store, from a request in PEM to a certificate in
 * PEM, beside the two operations of the crypto provider in it: one verification and one signature.
 */
final class PipelineSection implements Section {
  private static final List<String> PROVIDERS = List.of("accp", "bc", "jdk");

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws Exception {
    Table table =
        new Table(
            "P-256, µs of processor time", "whole issuance", "signature and verification", "ratio");
    List<Bar> bars = new ArrayList<>();
    for (String provider : PROVIDERS) {
      SigningPipeline pipeline = SigningPipeline.with(provider);
      Timing timing =
          new Timing()
              .add("whole", pipeline::issue)
              .add("raw", pipeline::signAndVerify)
              .run(2 * plan.rounds() + 1);
      Spread ratio = Spread.ratios(timing.micros("raw"), timing.micros("whole"));
      table.add(
          "`" + provider + "`",
          timing.spread("whole").text(0),
          timing.spread("raw").text(0),
          ratio.text(2));
      bars.add(
          Bar.atLeast(
              "signature and verification ÷ whole issuance without the store, `" + provider + "`",
              0.7,
              ratio));
    }
    return new Page.Result(table.toString(), bars, Map.of());
  }
}
