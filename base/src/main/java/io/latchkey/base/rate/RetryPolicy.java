package io.latchkey.base.rate;

import java.time.Duration;
import java.util.Optional;

/** When a client tries again after a failure. */
public final class RetryPolicy {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MAX_DOUBLINGS = 9;

  private static final Duration MAX_INTERACTIVE_DELAY = Duration.ofSeconds(30);
  private static final int MAX_INTERACTIVE_TRIES = 4;

  private RetryPolicy() {}

  /**
   * Returns the wait of a program that runs in the background and never gives up: one second,
   * doubled with each failure up to 5 minutes, plus a random part of up to a quarter, or longer if
   * the server asks for it.
   *
   * @param failures in a row, at least 1
   * @param retryAfter what the server asks for
   * @param random from 0 to 1, exclusive: the random part, so that many clients do not come at once
   */
  public static Duration backgroundDelay(
      int failures, Optional<Duration> retryAfter, double random) {
    long doubled = FIRST.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
    long wait = Math.min(doubled, LONGEST.toMillis());
    Duration jittered = Duration.ofMillis(wait + (long) (wait * random / 4));
    return retryAfter.filter(asked -> asked.compareTo(jittered) > 0).orElse(jittered);
  }

  /**
   * Returns the wait of a command for which a user waits.
   *
   * @param tries that have failed, at least 1
   * @param retryAfter what the server asks for
   * @return empty to give up: the server did not say when to try again, asks for more than 30
   *     seconds, or four tries have failed
   */
  public static Optional<Duration> interactiveDelay(int tries, Optional<Duration> retryAfter) {
    return retryAfter
        .filter(wait -> tries < MAX_INTERACTIVE_TRIES && wait.compareTo(MAX_INTERACTIVE_DELAY) <= 0)
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }
}
