package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes expired one-time permissions, once an hour and in small batches. */
final class OneTimeUses {
  /** How long a permission is remembered beyond its end, for clocks that differ. */
  private static final Duration REMEMBERED_LONGER = Duration.ofHours(1);

  private static final Duration CLEANING_INTERVAL = Duration.ofHours(1);
  private static final int BATCH = 1000;
  private static final Logger LOG = LoggerFactory.getLogger(OneTimeUses.class);

  private final Database database;
  private final AtomicLong nextCleaning = new AtomicLong(Long.MIN_VALUE);

  OneTimeUses(Database database) {
    this.database = database;
  }

  /** Starts to delete, unless it did within the last hour. Does not wait. */
  void forgetExpired(Instant now) {
    long due = nextCleaning.get();
    long next = now.plus(CLEANING_INTERVAL).getEpochSecond();
    if (now.getEpochSecond() >= due && nextCleaning.compareAndSet(due, next)) {
      deleteBefore(now.minus(REMEMBERED_LONGER));
    }
  }

  /** Other writes can go between two batches. */
  private void deleteBefore(Instant end) {
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
                          end,
                          BATCH))
              .handle(
                  (deleted, problem) -> {
                    if (problem != null) {
                      LOG.warn(
                          "Expired one-time permissions were not deleted: {}", problem.toString());
                    } else if (deleted == BATCH) {
                      deleteBefore(end);
                    }
                    return null;
                  });
    } catch (AuthorityUnavailableException e) {
      LOG.debug("Expired one-time permissions are deleted later", e);
    }
  }
}
