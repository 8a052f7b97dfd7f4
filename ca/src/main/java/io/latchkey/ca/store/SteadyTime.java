package io.latchkey.ca.store;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time of this host without leaps ahead. It follows the clock, but advances at most 9/8 as fast
 * as a monotonic clock: the time that an error of the clock adds is an eighth of its duration. It
 * catches up by at most an hour each time that it is asked, so that a pause without questions saves
 * up nothing for a later leap. A clock that is set back is followed at once. After a leap that is
 * right, for example when the host was suspended for an hour, this time catches up within eight
 * hours, if it is asked at least that often. Safe for use by several threads.
 */
final class SteadyTime {
  private static final int CATCHING_UP = 8;
  private static final long MOST_AT_ONCE = TimeUnit.HOURS.toNanos(1);

  private final LongSupplier nanoTime;
  private Instant last; // guarded by this
  private long lastNanos;

  /**
   * Follows the clock from now on.
   *
   * @param start the time of the clock now
   * @param nanoTime a monotonic clock in nanoseconds
   */
  SteadyTime(Instant start, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.last = start;
    this.lastNanos = nanoTime.getAsLong();
  }

  /** Returns the time of the clock, or an earlier time after a leap. */
  synchronized Instant of(Instant now) {
    long nanos = nanoTime.getAsLong();
    long elapsed = Math.max(0, nanos - lastNanos);
    lastNanos = nanos;
    Instant latest =
        last.plusNanos(elapsed).plusNanos(Math.min(elapsed / CATCHING_UP, MOST_AT_ONCE));
    last = now.isAfter(latest) ? latest : now;
    return last;
  }
}
