package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Detects a host that starts with a clock that is far ahead, or whose clock leaps ahead later,
 * where the database is embedded and has no clock of its own to compare with. Safe for use by
 * several threads.
 */
public final class ClockBound {
  /** A store without a signature for longer than this is unusual. */
  public static final Duration LONGEST_PAUSE = Duration.ofDays(400);

  /** How far a clock may leap ahead. */
  static final Duration LARGEST_LEAP = Duration.ofDays(1);

  private final Optional<Instant> latest;
  private final Optional<SteadyTime> steady;

  private ClockBound(Optional<Instant> latest, Optional<SteadyTime> steady) {
    this.latest = latest;
    this.steady = steady;
  }

  /**
   * Compares the clock at the start with the last signature in the store. A store without
   * certificates has no such bound, and a database server has no bound at all.
   *
   * @param pause how long after the last signature a node may start; if it starts later, no later
   *     time is admitted
   * @param nanoTime a monotonic clock in nanoseconds
   */
  static ClockBound atStart(Database database, Duration pause, Instant now, LongSupplier nanoTime) {
    if (database.serverClockSql().isPresent()) {
      return new ClockBound(Optional.empty(), Optional.empty());
    }
    SteadyTime steady = new SteadyTime(now, nanoTime);
    return new ClockBound(
        database
            .runAtStart(ClockBound::newest)
            .map(newest -> newest.plus(pause))
            .filter(now::isAfter),
        Optional.of(steady));
  }

  /**
   * Returns a monotonic clock in nanoseconds: that of the system, or a clock that is not the
   * system's, which then never leaps.
   */
  public static LongSupplier nanoTime(Clock clock) {
    return clock.equals(Clock.system(clock.getZone()))
        ? System::nanoTime
        : () -> nanos(clock.instant());
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }

  private static Optional<Instant> newest(Connection connection) throws SQLException {
    long issued =
        Sql.number(
            connection,
            "SELECT COALESCE((SELECT issued_at FROM latchkey_certificate"
                + " WHERE id = (SELECT MAX(id) FROM latchkey_certificate)), 0)");
    return issued == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(issued));
  }

  /** Whether a time of this host can be right. */
  public boolean admits(Instant now) {
    boolean leapt = steady.filter(time -> now.isAfter(time.of(now).plus(LARGEST_LEAP))).isPresent();
    return !leapt && latest.filter(now::isAfter).isEmpty();
  }
}
