package io.latchkey.ca.authority;

import io.latchkey.base.rate.RetryPolicy;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The pause between attempts, which grows with each failure from one second to 5 minutes. Safe for
 * use by several threads.
 */
final class GrowingPause {
  private final LongSupplier nanoTime;
  private final SecureRandom random = new SecureRandom();
  private int failures;
  private long end;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  GrowingPause(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.end = nanoTime.getAsLong();
  }

  synchronized boolean isOver() {
    return nanoTime.getAsLong() - end >= 0;
  }

  /** Begins a pause that is longer than the last one. */
  synchronized void failed() {
    failures++;
    Duration pause = RetryPolicy.backgroundDelay(failures, Optional.empty(), random.nextDouble());
    end = nanoTime.getAsLong() + pause.toNanos();
  }

  /** Ends the pause. The pause after the next failure is the shortest one again. */
  synchronized void reset() {
    failures = 0;
    end = nanoTime.getAsLong();
  }
}
