package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.HttpLoad;
import io.latchkey.benchmarks.report.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rates of two servers, measured alternately with {@link Plan#MANY} connections: after the
 * warm-up of all sections and after a longer one. A request that takes some microseconds competes
 * with the compiler of the Java runtime long after the shorter one.
 *
 * @param early the ratio after the shorter warm-up
 * @param own requests a second after the longer warm-up
 * @param reference those of the other server
 * @param ratio the ratio after the longer warm-up
 */
record Comparison(Spread early, Spread own, Spread reference, Spread ratio) {
  /** A server and the request that it gets. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Target(int port, byte[] request) {
    private void warmUp(Plan plan, int requests) throws IOException {
      HttpLoad.run(port, () -> request, Plan.MANY, plan.longestWarmUp(), requests);
    }

    private double rate(Plan plan) throws IOException {
      return HttpLoad.run(port, request, Plan.MANY, plan.round()).rate();
    }
  }

  static Comparison run(Plan plan, Target own, Target reference) throws IOException {
    Rates early = measure(plan, Plan.WARM_UP_REQUESTS, own, reference);
    Rates late = measure(plan, Plan.LONG_WARM_UP_REQUESTS, own, reference);
    return new Comparison(
        early.ratio(), Spread.of(late.own()), Spread.of(late.reference()), late.ratio());
  }

  private record Rates(List<Double> own, List<Double> reference) {
    Spread ratio() {
      return Spread.ratios(own, reference);
    }
  }

  private static Rates measure(Plan plan, int warmUp, Target own, Target reference)
      throws IOException {
    own.warmUp(plan, warmUp);
    reference.warmUp(plan, warmUp);
    Rates rates = new Rates(new ArrayList<>(), new ArrayList<>());
    for (int round = 0; round < plan.rounds(); round++) {
      rates.own().add(own.rate(plan));
      rates.reference().add(reference.rate(plan));
    }
    return rates;
  }
}
