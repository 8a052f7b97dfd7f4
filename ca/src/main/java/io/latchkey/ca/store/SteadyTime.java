package io.latchkey.ca.store;

import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The time of this host without leaps ahead. It follows the clock, but advances at most 9/8 as fast
 * as a monotonic clock: the time that an error of the clock adds is an eighth of its duration. A
 * clock that is set back is followed at once. After a leap that is right, for example when the host
 * was suspended for an hour, this time catches up within eight hours. Safe for use by several
 * threads.
 */
final class SteadyTime {
  private static final int CATCHING_UP = 8;

  private final LongSupplier nanoTime;
  private Optional<Instant> last = Optional.empty(); // guarded by this
  private long lastNanos;

  /**
   * Follows the clock from the first time that it is given.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   */
  SteadyTime(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Returns the time of the clock, or an earlier time after a leap. */
  synchronized Instant of(Instant now) {
    long nanos = nanoTime.getAsLong();
    long elapsed = Math.max(0, nanos - lastNanos);
    lastNanos = nanos;
    Instant steady =
        last.map(before -> before.plusNanos(elapsed).plusNanos(elapsed / CATCHING_UP))
            .filter(now::isAfter)
            .orElse(now);
    last = Optional.of(steady);
    return steady;
  }
}
