package io.latchkey.jaxrs;

import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.settings.EnrolmentProtocol;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts signing requests by protocol and outcome. Each of them has a counter from the start, with
 * the value 0. Safe for use by several threads.
 */
@Singleton
public class SigningStatistics {
  /** Outcome of a request whose certificate was signed. */
  public static final String SIGNED = "signed";

  /** Outcome of a request that failed because of the server. */
  public static final String ERROR = "error";

  /** The protocol of {@code POST /ca/sign}. */
  public static final String SIGN = "sign";

  /** The counters of each protocol, by outcome. */
  private final Map<String, Map<String, Counter>> counters = new TreeMap<>();

  /** Creates the counters with the value 0. */
  public SigningStatistics() {
    counters.put(SIGN, newCounters());
    for (EnrolmentProtocol protocol : EnrolmentProtocol.values()) {
      counters.put(protocol.wireName(), newCounters());
    }
  }

  private static Map<String, Counter> newCounters() {
    Map<String, Counter> all = new TreeMap<>();
    all.put(SIGNED, new Counter());
    all.put(ERROR, new Counter());
    Rejection.signingReasons().forEach(reason -> all.put(reason, new Counter()));
    return all;
  }

  /** Returns {@link #SIGN} and the names of the enrolment protocols, in alphabetical order. */
  public List<String> protocols() {
    return List.copyOf(counters.keySet());
  }

  /** Returns {@link #SIGNED}, {@link #ERROR} and each rejection reason, in alphabetical order. */
  public List<String> outcomes() {
    return List.copyOf(of(SIGN).keySet());
  }

  /**
   * Returns the number of requests over a protocol with an outcome.
   *
   * @throws IllegalArgumentException if there is no such protocol or outcome
   */
  public long count(String protocol, String outcome) {
    return counter(protocol, outcome).requests.sum();
  }

  /**
   * Returns the total duration of the requests over a protocol with an outcome.
   *
   * @throws IllegalArgumentException if there is no such protocol or outcome
   */
  public Duration time(String protocol, String outcome) {
    return Duration.ofNanos(counter(protocol, outcome).nanos.sum());
  }

  /**
   * Counts a request. For the resources of this module.
   *
   * @param took time from the request to its outcome
   * @throws IllegalArgumentException if there is no such protocol or outcome
   */
  public void count(String protocol, String outcome, Duration took) {
    Counter counter = counter(protocol, outcome);
    counter.requests.increment();
    counter.nanos.add(took.toNanos());
  }

  private Counter counter(String protocol, String outcome) {
    Counter counter = of(protocol).get(outcome);
    if (counter == null) {
      throw new IllegalArgumentException("there is no outcome '" + outcome + "'");
    }
    return counter;
  }

  private Map<String, Counter> of(String protocol) {
    Map<String, Counter> all = counters.get(protocol);
    if (all == null) {
      throw new IllegalArgumentException("there is no protocol '" + protocol + "'");
    }
    return all;
  }

  private static final class Counter {
    private final LongAdder requests = new LongAdder();
    private final LongAdder nanos = new LongAdder();
  }
}
