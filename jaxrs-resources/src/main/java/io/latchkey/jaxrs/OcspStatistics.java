package io.latchkey.jaxrs;

import io.latchkey.ca.revocation.OcspResponse.Outcome;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts OCSP responses by outcome. Safe for use by several threads. */
@Singleton
public class OcspStatistics {
  private final Map<Outcome, LongAdder> counters = new EnumMap<>(Outcome.class);

  /** Creates the counters with the value 0. */
  public OcspStatistics() {
    for (Outcome outcome : Outcome.values()) {
      counters.put(outcome, new LongAdder());
    }
  }

  /** Returns the number of responses with an outcome. */
  public long count(Outcome outcome) {
    return counter(outcome).sum();
  }

  /** Counts a response. For the resources of this module. */
  public void add(Outcome outcome) {
    counter(outcome).increment();
  }

  private LongAdder counter(Outcome outcome) {
    LongAdder counter = counters.get(outcome);
    if (counter == null) {
      throw new IllegalArgumentException("There is no counter of " + outcome);
    }
    return counter;
  }
}
