package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the rows of certificates that ended long ago, while the store is in use. It works in one
 * thread, once an hour, in batches of one transaction each; signatures go between two batches. On
 * PostgreSQL one node at a time removes rows.
 */
final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** An arbitrary number that no other application is likely to use. */
  private static final long LOCK = 0x6c61_7463_686b_6570L;

  /**
   * How fast rows are removed.
   *
   * @param first time from the start until the first removal
   * @param interval time between the end of a removal and the next
   * @param pause time between two batches
   * @param batch certificates in a batch
   */
  record Pace(Duration first, Duration interval, Duration pause, int batch) {
    static final Pace DEFAULT =
        new Pace(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofMillis(100), 100);
  }

  private final Database database;
  private final Duration keep;
  private final Clock clock;
  private final Pace pace;
  private final ScheduledExecutorService thread;
  private final ClockBound bound;
  private long removed;
  private boolean warned;

  private Retention(Database database, Duration keep, Clock clock, Pace pace) {
    this.database = database;
    this.keep = keep;
    this.clock = clock;
    this.pace = pace;
    this.bound = ClockBound.atStart(database, keep, clock.instant());
    this.thread = Executors.newSingleThreadScheduledExecutor(Retention::daemon);
  }

  /**
   * Starts to remove rows.
   *
   * @param keep how long a row is kept after the end of its certificate
   */
  static Retention start(Database database, Duration keep, Clock clock, Pace pace) {
    Retention retention = new Retention(database, keep, clock, pace);
    retention.schedule(pace.first());
    return retention;
  }

  private static Thread daemon(Runnable run) {
    Thread thread = new Thread(null, run, "latchkey-store-retention", 0, false);
    thread.setDaemon(true);
    return thread;
  }

  private void schedule(Duration delay) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(this::work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @SuppressWarnings("IllegalCatch") // a failure must not end the removal for good
  private void work() {
    boolean more = false;
    try {
      int count = removeBatch();
      removed += count;
      boolean moreEnded = removeEnded();
      more = count > 0 || moreEnded;
    } catch (AuthorityUnavailableException e) {
      LOG.debug("Rows of old certificates are removed later", e);
    } catch (RuntimeException e) {
      LOG.warn("Rows of old certificates could not be removed", e);
    }
    if (!more && removed > 0) {
      LOG.info("Removed {} certificates from the record that ended {} ago", removed, keep);
      removed = 0;
    }
    schedule(more ? pace.pause() : pace.interval());
  }

  /**
   * Removes one batch.
   *
   * @return the number of certificates; 0 if none is left or another node removes rows
   */
  private int removeBatch() {
    List<Long> ids = database.run(this::oldest);
    return ids.isEmpty() ? 0 : database.write(connection -> remove(connection, ids));
  }

  /**
   * Removes one batch of the accounts and orders of ACME and of the transactions of CMP that have
   * ended.
   *
   * @return whether there may be more
   */
  private boolean removeEnded() {
    return database.write(
            connection ->
                database.tryLock(connection, LOCK)
                    ? StoredAcme.removeEnded(connection, end(connection), pace.batch())
                        + StoredCmp.removeEnded(connection, end(connection), pace.batch())
                    : 0)
        >= pace.batch();
  }

  /** Uses the earlier of two clocks, so that one wrong clock removes no certificate in use. */
  private Instant end(Connection connection) throws SQLException {
    return database.earlier(connection, clock.instant());
  }

  /**
   * The certificates that ended first, as far as they are in the same bucket as the first of them.
   * The newest certificate stays, because SQLite derives the next id from it.
   */
  private List<Long> oldest(Connection connection) throws SQLException {
    Instant now = end(connection);
    if (!bound.admits(now)) {
      warnOfClock(now);
      return List.of();
    }
    List<Long> ids = new ArrayList<>();
    try (PreparedStatement select =
            Sql.prepare(
                connection,
                "SELECT id FROM latchkey_certificate WHERE not_after < ?"
                    + " AND id < (SELECT MAX(id) FROM latchkey_certificate)"
                    + " ORDER BY not_after LIMIT ?",
                now.minus(keep),
                pace.batch());
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids.stream()
        .filter(id -> LookupTerm.bucket(id) == LookupTerm.bucket(ids.get(0)))
        .toList();
  }

  private void warnOfClock(Instant now) {
    if (!warned) {
      LOG.warn(
          "The clock of this host shows {}, more than {} days after the last certificate was signed."
              + " No certificate is removed from the record until the next start. Check the clock",
          now,
          keep.toDays());
      warned = true;
    }
  }

  private int remove(Connection connection, List<Long> ids) throws SQLException {
    if (!database.tryLock(connection, LOCK)) {
      return 0;
    }
    String list = ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    int unused =
        Sql.update(
            connection,
            "DELETE FROM latchkey_lookup WHERE bucket = ? AND certificate IN " + list,
            LookupTerm.bucket(ids.get(0)));
    Sql.execute(connection, "DELETE FROM latchkey_revocation WHERE certificate IN " + list);
    Sql.execute(connection, "DELETE FROM latchkey_acme_certificate WHERE certificate IN " + list);
    return Sql.update(connection, "DELETE FROM latchkey_certificate WHERE id IN " + list);
  }

  /** Ends the thread. A batch that has begun is completed by the writer. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
