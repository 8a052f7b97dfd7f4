package io.latchkey.base.rate;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * The pauses between the attempts of an operation that fails. A clock that is set to a time before
 * the failure ends the pause. Safe for use by several threads.
 */
public final class Backoff {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final InstantSource clock;
  private final IntFunction<Duration> pauses;
  private int failures;
  private Instant failedAt = Instant.MIN;
  private Duration pause = Duration.ZERO;

  private Backoff(InstantSource clock, IntFunction<Duration> pauses) {
    this.clock = clock;
    this.pauses = pauses;
  }

  /** Pauses of the same length. */
  public static Backoff of(InstantSource clock, Duration pause) {
    return new Backoff(clock, failures -> pause);
  }

  /**
   * Pauses that grow with each failure from one second to 5 minutes ({@link
   * RetryPolicy#backgroundDelay}). They are up to a quarter longer, by chance.
   */
  public static Backoff growing(InstantSource clock) {
    return new Backoff(
        clock,
        failures -> RetryPolicy.backgroundDelay(failures, Optional.empty(), RANDOM.nextDouble()));
  }

  /**
   * The same with another clock.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime}
   */
  public static Backoff growing(LongSupplier nanoTime) {
    return growing((InstantSource) () -> Instant.EPOCH.plusNanos(nanoTime.getAsLong()));
  }

  /** Whether the next attempt may begin. */
  public synchronized boolean isOver() {
    Instant now = clock.instant();
    return now.isBefore(failedAt) || !now.isBefore(failedAt.plus(pause));
  }

  /**
   * Begins the pause after a failure.
   *
   * @return the number of failures in a row
   */
  public synchronized int failed() {
    failures++;
    failedAt = clock.instant();
    pause = pauses.apply(failures);
    return failures;
  }

  /** Ends the pause. The pause after the next failure is the shortest one again. */
  public synchronized void reset() {
    failures = 0;
    pause = Duration.ZERO;
  }
}
