package io.latchkey.base.rate;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A monotonic clock in nanoseconds for ages. Unlike {@link System#nanoTime} on Linux, it counts the
 * time during which the machine was suspended: if the wall clock advances by over a second more
 * than the monotonic clock between two readings, the wall clock counts. A wall clock that is set
 * back has no effect.
 *
 * <p>Safe for use by several threads. Read it regularly, such as every second.
 */
public final class ElapsedTime implements LongSupplier {
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /** Longer than any age that is compared. */
  private static final Duration MAX_LEAP = Duration.ofDays(3650);

  private final LongSupplier nanoTime;
  private final InstantSource clock;

  // Guarded by this.
  private long lastNanos;
  private @Nullable Instant lastTime;
  private long suspended;

  /**
   * Creates a clock that begins at its first reading.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime}
   * @param clock the wall clock
   */
  public ElapsedTime(LongSupplier nanoTime, InstantSource clock) {
    this.nanoTime = nanoTime;
    this.clock = clock;
  }

  /** Creates a clock of the time of this machine. */
  public static ElapsedTime system() {
    return new ElapsedTime(System::nanoTime, Clock.systemUTC());
  }

  @Override
  public synchronized long getAsLong() {
    long nanos = nanoTime.getAsLong();
    Instant time = clock.instant();
    if (lastTime != null) {
      Duration leap = Duration.between(lastTime, time).minusNanos(nanos - lastNanos);
      if (leap.compareTo(TOLERANCE) > 0) {
        suspended += leap.compareTo(MAX_LEAP) < 0 ? leap.toNanos() : MAX_LEAP.toNanos();
      }
    }
    lastNanos = nanos;
    lastTime = time;
    return nanos + suspended;
  }
}
