package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses one-time permissions, and deletes expired ones, once an hour and in small batches. Safe for
 * use by several threads.
 */
final class OneTimeUses {
  /** How long a permission is remembered beyond its end, for clocks that differ. */
  private static final Duration REMEMBERED_LONGER = Duration.ofHours(1);

  private static final Duration CLEANING_INTERVAL = Duration.ofHours(1);
  private static final int BATCH = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(OneTimeUses.class);

  private final Database database;
  private final SteadyTime time;
  private final AtomicLong nextCleaning = new AtomicLong(Long.MIN_VALUE);

  OneTimeUses(Database database, Clock clock) {
    this(database, clock.instant(), ClockBound.nanoTime(clock));
  }

  /**
   * As {@link #OneTimeUses(Database, Clock)}.
   *
   * @param start the time now, with which later times are compared
   * @param nanoTime a monotonic clock in nanoseconds
   */
  OneTimeUses(Database database, Instant start, LongSupplier nanoTime) {
    this.database = database;
    this.time = new SteadyTime(start, nanoTime);
  }

  /**
   * Uses a permission that is good once on all nodes.
   *
   * @param scope what the id of the permission is unique in
   * @return false if it was used before
   */
  boolean use(CallerIdentity scope, OneTimeUse permission, Instant now) {
    forgetExpired(now);
    return database.write(
        connection -> {
          if (insert(connection, scope, permission)) {
            return true;
          }
          // The scope may be missing. To insert it each time would use up numbers of callers.
          Sql.execute(
              connection,
              "INSERT INTO latchkey_caller (kind, name) SELECT ?, ? WHERE NOT EXISTS"
                  + " (SELECT 1 FROM latchkey_caller WHERE kind = ? AND name = ?)"
                  + " ON CONFLICT DO NOTHING",
              scope.kind(),
              scope.name(),
              scope.kind(),
              scope.name());
          return insert(connection, scope, permission);
        });
  }

  /** Whether a permission was used before, on any node; false also if that cannot be read now. */
  boolean isKnownAsUsed(CallerIdentity scope, OneTimeUse permission) {
    try {
      return database.run(
              connection ->
                  Sql.number(
                      connection,
                      "SELECT COUNT(*) FROM latchkey_one_time_use WHERE digest = ? AND caller ="
                          + " (SELECT id FROM latchkey_caller WHERE kind = ? AND name = ?)",
                      CertificateStatements.digest(permission),
                      scope.kind(),
                      scope.name()))
          > 0;
    } catch (AuthorityUnavailableException e) {
      LOG.debug("The uses of a one-time permission cannot be read", e);
      return false;
    }
  }

  private boolean insert(Connection connection, CallerIdentity scope, OneTimeUse permission)
      throws SQLException {
    return Sql.update(
            connection,
            "INSERT INTO latchkey_one_time_use (caller, digest, expires_at)"
                + " SELECT id, CAST(? AS %s), CAST(? AS BIGINT)"
                    .formatted(database.dialect().binaryType())
                + " FROM latchkey_caller WHERE kind = ? AND name = ? ON CONFLICT DO NOTHING",
            CertificateStatements.digest(permission),
            permission.expiresAt(),
            scope.kind(),
            scope.name())
        == 1;
  }

  /** Starts to delete, unless it did within the last hour. Does not wait. */
  void forgetExpired(Instant here) {
    Instant now = time.of(here);
    long due = nextCleaning.get();
    long next = now.plus(CLEANING_INTERVAL).getEpochSecond();
    // A clock that was ahead at the last time does not put off the next.
    boolean isDue = now.getEpochSecond() >= due || due > next;
    if (isDue && nextCleaning.compareAndSet(due, next)) {
      deleteExpired(now);
    }
  }

  /** Other writes can go between two batches. */
  private void deleteExpired(Instant now) {
    try {
      CompletableFuture<Void> unused =
          database
              .submit(
                  connection ->
                      Sql.update(
                          connection,
                          "DELETE FROM latchkey_one_time_use WHERE (caller, digest) IN"
                              + " (SELECT caller, digest FROM latchkey_one_time_use"
                              + " WHERE expires_at < ? LIMIT ?)",
                          database.earlier(connection, now).minus(REMEMBERED_LONGER),
                          BATCH))
              .handle(
                  (deleted, problem) -> {
                    if (problem != null) {
                      LOG.warn(
                          "Expired one-time permissions were not deleted: {}", problem.toString());
                    } else if (deleted == BATCH) {
                      deleteExpired(now);
                    }
                    return null;
                  });
    } catch (AuthorityUnavailableException e) {
      LOG.debug("Expired one-time permissions are deleted later", e);
    }
  }
}
