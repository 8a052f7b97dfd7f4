package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Detects a host that starts with a clock that is far ahead, where the database is embedded and has
 * no clock of its own to compare with. Immutable.
 */
public final class ClockBound {
  /** A store without a signature for longer than this is unusual. */
  public static final Duration LONGEST_PAUSE = Duration.ofDays(400);

  private final Optional<Instant> latest;

  private ClockBound(Optional<Instant> latest) {
    this.latest = latest;
  }

  /**
   * Compares the clock at the start with the last signature in the store. A store without
   * certificates, and a database server, have no bound.
   *
   * @param pause how long after the last signature a node may start; if it starts later, no later
   *     time is admitted
   */
  static ClockBound atStart(Database database, Duration pause, Instant now) {
    return new ClockBound(
        database.serverClockSql().isPresent()
            ? Optional.empty()
            : database
                .runAtStart(ClockBound::newest)
                .map(newest -> newest.plus(pause))
                .filter(now::isAfter));
  }

  private static Optional<Instant> newest(Connection connection) throws SQLException {
    long issued =
        Sql.number(
            connection,
            "SELECT COALESCE((SELECT issued_at FROM latchkey_certificate"
                + " WHERE id = (SELECT MAX(id) FROM latchkey_certificate)), 0)");
    return issued == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(issued));
  }

  /** Whether a time can be right. */
  public boolean admits(Instant now) {
    return latest.filter(now::isAfter).isEmpty();
  }
}
