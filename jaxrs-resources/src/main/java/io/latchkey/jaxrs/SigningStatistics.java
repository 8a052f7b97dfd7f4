package io.latchkey.jaxrs;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what became of requests to sign. There is a counter for each reason from the start. Safe
 * for use by several threads.
 */
@Singleton
public class SigningStatistics {
  /** Stands for a certificate that was signed, where otherwise the reason of a refusal stands. */
  public static final String SIGNED = "signed";

  /** Stands for a failure of the server itself. */
  public static final String ERROR = "error";

  private final Map<String, Counter> counters = new TreeMap<>();

  /** Begins at 0. */
  public SigningStatistics() {
    counters.put(SIGNED, new Counter());
    counters.put(ERROR, new Counter());
    ProblemMapper.signingReasons().forEach(reason -> counters.put(reason, new Counter()));
  }

  /** {@link #SIGNED}, {@link #ERROR} and every reason of a refusal, in alphabetical order. */
  public List<String> outcomes() {
    return List.copyOf(counters.keySet());
  }

  /**
   * How many requests have ended so.
   *
   * @throws IllegalArgumentException if there is no such outcome
   */
  public long count(String outcome) {
    return counter(outcome).requests.sum();
  }

  /**
   * What those requests took, all together.
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
