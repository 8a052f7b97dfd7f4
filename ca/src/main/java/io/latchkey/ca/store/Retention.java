package io.latchkey.ca.store;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes the rows of certificates that ended long ago, and those of ACME and CMP that have ended,
 * while the store is in use. It works in one thread, once an hour, in batches of one transaction
 * each; signatures go between two batches. On PostgreSQL one node at a time removes rows. Rows that
 * cannot be removed are left out until the next hour.
 */
final class Retention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** An arbitrary number that no other application is likely to use. */
  private static final long LOCK = 0x6c61_7463_686b_6570L;

  /** How long {@link #close} waits for a batch that has begun. */
  private static final Duration END = Duration.ofSeconds(5);

  /** A kind with so many rows that cannot be removed is left out until the next hour. */
  private static final int MAX_FAILED = 1000;

  /** Rows of one kind that can be removed. */
  private interface Rows {
    /** Returns the keys of the next rows. */
    List<Object> next(Connection connection, Instant now, List<Object> except) throws SQLException;

    int remove(Connection connection, List<Object> keys) throws SQLException;
  }

  /**
   * A kind of rows.
   *
   * @param failed keys of rows that could not be removed in this hour
   */
  private record Kind(Rows rows, boolean certificates, List<Object> failed) {}

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
  private final Duration pause;
  private final ClockBound bound;
  private final List<Kind> kinds;
  private long removed;
  private boolean warned;

  private Retention(
      Database database, Duration keep, Clock clock, LongSupplier nanoTime, Pace pace) {
    this.database = database;
    this.keep = keep;
    this.clock = clock;
    this.pace = pace;
    this.pause = keep.compareTo(ClockBound.LONGEST_PAUSE) > 0 ? keep : ClockBound.LONGEST_PAUSE;
    this.bound = ClockBound.atStart(database, pause, clock.instant(), nanoTime);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-store-retention"));
    this.kinds =
        List.of(
            new Kind(certificates(), true, new ArrayList<>()),
            new Kind(ended(StoredAcme.ENDED_ACCOUNTS), false, new ArrayList<>()),
            new Kind(ended(StoredAcme.ENDED_ORDERS), false, new ArrayList<>()),
            new Kind(ended(StoredCmp.ENDED), false, new ArrayList<>()));
  }

  private Rows certificates() {
    return new Rows() {
      @Override
      public List<Object> next(Connection connection, Instant now, List<Object> except)
          throws SQLException {
        return oldest(connection, now, except);
      }

      @Override
      public int remove(Connection connection, List<Object> keys) throws SQLException {
        return removeCertificates(connection, keys);
      }
    };
  }

  private Rows ended(EndedRows rows) {
    return new Rows() {
      @Override
      public List<Object> next(Connection connection, Instant now, List<Object> except)
          throws SQLException {
        return rows.keys(connection, now, pace.batch(), except);
      }

      @Override
      public int remove(Connection connection, List<Object> keys) throws SQLException {
        return rows.remove(connection, end(connection), keys);
      }
    };
  }

  /**
   * Starts to remove rows.
   *
   * @param keep how long a row is kept after the end of its certificate
   */
  static Retention start(Database database, Duration keep, Clock clock, Pace pace) {
    return start(database, keep, clock, ClockBound.nanoTime(clock), pace);
  }

  /** As {@link #start}, with a monotonic clock in nanoseconds. */
  static Retention start(
      Database database, Duration keep, Clock clock, LongSupplier nanoTime, Pace pace) {
    Retention retention = new Retention(database, keep, clock, nanoTime, pace);
    retention.schedule(pace.first());
    return retention;
  }

  private void schedule(Duration delay) {
    if (!thread.isShutdown()) {
      var unused = thread.schedule(this::work, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void work() {
    Duration next = pace.interval();
    try {
      if (removeBatches()) {
        next = pace.pause();
      } else {
        endOfHour();
      }
    } finally {
      schedule(next);
    }
  }

  /** Removes one batch of each kind; returns whether there may be more. */
  private boolean removeBatches() {
    boolean more = false;
    for (Kind each : kinds) {
      more |= !thread.isShutdown() && removeBatch(each);
    }
    return more;
  }

  private void endOfHour() {
    if (removed > 0) {
      LOG.info("Removed {} certificates from the record that ended {} ago", removed, keep);
    }
    removed = 0;
    kinds.forEach(each -> each.failed().clear());
  }

  /** Removes one batch; returns whether there may be more. */
  @SuppressWarnings("IllegalCatch") // a failure must not end the removal for good
  private boolean removeBatch(Kind kind) {
    try {
      List<Object> keys = database.run(connection -> next(kind, connection));
      if (keys.isEmpty() || kind.failed().size() >= MAX_FAILED) {
        return false;
      }
      int count;
      try {
        count = remove(kind, keys);
      } catch (AuthorityUnavailableException e) {
        count = isReady() ? removeEach(kind, keys) : 0;
      }
      return count > 0;
    } catch (AuthorityUnavailableException e) {
      LOG.debug("Rows that have ended are removed later", e);
    } catch (RuntimeException | Error e) {
      LOG.warn("Rows that have ended could not be removed", e);
    }
    return false;
  }

  private List<Object> next(Kind kind, Connection connection) throws SQLException {
    Instant now = end(connection);
    if (!bound.admits(now)) {
      warnOfClock(now);
      return List.of();
    }
    return kind.rows().next(connection, now, kind.failed());
  }

  private int remove(Kind kind, List<Object> keys) {
    int count =
        database.write(
            connection ->
                database.tryLock(connection, LOCK) ? kind.rows().remove(connection, keys) : 0);
    removed += kind.certificates() ? count : 0;
    return count;
  }

  /** Returns the number of rows that were removed or are left out from now on. */
  private int removeEach(Kind kind, List<Object> keys) {
    int count = 0;
    for (Object key : keys) {
      if (thread.isShutdown()) {
        return 0;
      }
      try {
        count += remove(kind, List.of(key));
      } catch (AuthorityUnavailableException e) {
        if (!isReady()) {
          throw e;
        }
        LOG.warn("A row that has ended cannot be removed now: {}", key, e);
        kind.failed().add(key);
        count++;
      }
    }
    return count;
  }

  private boolean isReady() {
    try {
      long unused = database.clock();
      return true;
    } catch (AuthorityUnavailableException e) {
      return false;
    }
  }

  /** Uses the earlier of two clocks, so that one wrong clock removes no row in use. */
  private Instant end(Connection connection) throws SQLException {
    return database.earlier(connection, clock.instant());
  }

  /**
   * The certificates that ended first, as far as they are in the same bucket as the first of them.
   * The newest certificate stays, because SQLite derives the next id from it.
   */
  private List<Object> oldest(Connection connection, Instant now, List<Object> except)
      throws SQLException {
    List<Object> parameters = new ArrayList<>(List.of(now.minus(keep)));
    parameters.addAll(except);
    parameters.add(pace.batch());
    List<Object> ids =
        Sql.list(
            connection,
            row -> row.getLong(1),
            "SELECT id FROM latchkey_certificate WHERE not_after < ?"
                + " AND id < (SELECT MAX(id) FROM latchkey_certificate)"
                + " AND %s ORDER BY not_after LIMIT ?".formatted(EndedRows.isNoneOf("id", except)),
            parameters);
    return ids.stream().filter(id -> bucket(id) == bucket(ids.get(0))).toList();
  }

  private void warnOfClock(Instant now) {
    if (!warned) {
      LOG.warn(
          "The clock of this host shows {}. This is more than {} days after the last certificate"
              + " was signed, or the clock was set forward while this server ran. No certificate,"
              + " ACME account or order is removed from the store. Check the clock; if it is right,"
              + " sign a certificate and start the server again",
          now,
          pause.toDays());
      warned = true;
    }
  }

  private static long bucket(Object id) {
    return LookupTerm.bucket((Long) id);
  }

  private static int removeCertificates(Connection connection, List<Object> ids)
      throws SQLException {
    String list = ids.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    int unused =
        Sql.update(
            connection,
            "DELETE FROM latchkey_lookup WHERE bucket = ? AND certificate IN " + list,
            bucket(ids.get(0)));
    Sql.execute(connection, "DELETE FROM latchkey_revocation WHERE certificate IN " + list);
    Sql.execute(connection, "DELETE FROM latchkey_acme_certificate WHERE certificate IN " + list);
    return Sql.update(connection, "DELETE FROM latchkey_certificate WHERE id IN " + list);
  }

  /** Ends the thread. A batch that has begun is completed by the writer. */
  @Override
  public void close() {
    if (!DaemonThreads.end(thread, END)) {
      LOG.warn("The thread that removes rows of the store does not end");
    }
  }
}
