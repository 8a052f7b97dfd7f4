package io.latchkey.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait after a number of failures in a row: a second, doubled each time, to 5 minutes.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 9;

  private Backoff() {}

  /**
   * The time to wait; longer where the server asked for it.
   *
   * @param failures at least 1
   * @param random from 0 to 1, exclusive: up to a quarter is added, so that many do not come at
   *     once
   */
  static Duration after(int failures, Optional<Duration> retryAfter, double random) {
    long doubled = FIRST.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long wait = Math.min(doubled, LONGEST.toMillis());
    Duration jittered = Duration.ofMillis(wait + (long) (wait * random / 4));
    return retryAfter.filter(asked -> asked.compareTo(jittered) > 0).orElse(jittered);
  }
}
