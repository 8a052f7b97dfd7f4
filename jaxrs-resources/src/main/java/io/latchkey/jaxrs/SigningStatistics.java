package io.latchkey.jaxrs;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts signing requests by outcome. Each outcome has a counter from the start, with the value 0.
 * Safe for use by several threads.
 */
@Singleton
public class SigningStatistics {
  /** Outcome of a request whose certificate was signed. */
  public static final String SIGNED = "signed";

  /** Outcome of a request that failed because of the server. */
  public static final String ERROR = "error";

  private final Map<String, Counter> counters = new TreeMap<>();

  /** Creates the counters with the value 0. */
  public SigningStatistics() {
    counters.put(SIGNED, new Counter());
    counters.put(ERROR, new Counter());
    ProblemMapper.signingReasons().forEach(reason -> counters.put(reason, new Counter()));
  }

  /** Returns {@link #SIGNED}, {@link #ERROR} and each rejection reason, in alphabetical order. */
  public List<String> outcomes() {
    return List.copyOf(counters.keySet());
  }

  /**
   * Returns the number of requests with an outcome.
   *
   * @throws IllegalArgumentException if there is no such outcome
   */
  public long count(String outcome) {
    return counter(outcome).requests.sum();
  }

  /**
   * Returns the total duration of the requests with an outcome.
   *
   * @throws IllegalArgumentException if there is no such outcome
   */
  public Duration time(String outcome) {
    return Duration.ofNanos(counter(outcome).nanos.sum());
  }

  void count(String outcome, Duration took) {
    Counter counter = counter(outcome);
    counter.requests.increment();
    counter.nanos.add(took.toNanos());
  }

  private Counter counter(String outcome) {
    Counter counter = counters.get(outcome);
    if (counter == null) {
      throw new IllegalArgumentException("there is no outcome '" + outcome + "'");
    }
    return counter;
  }

  private static final class Counter {
    private final LongAdder requests = new LongAdder();
    private final LongAdder nanos = new LongAdder();
  }
}
