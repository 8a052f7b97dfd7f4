package io.latchkey.ca.store;

import io.latchkey.ca.OneTimeUse;
import io.latchkey.pki.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** The permissions for one signature that were used, by their digest. */
final class OneTimeUses {
  /** How long one is remembered beyond its end, for clocks that differ. */
  private static final Duration REMEMBERED_LONGER = Duration.ofHours(1);

  private static final Duration TIDYING_INTERVAL = Duration.ofHours(1);

  private final Database database;
  private final AtomicLong nextTidying = new AtomicLong(Long.MIN_VALUE);

  OneTimeUses(Database database) {
    this.database = database;
  }

  /** Uses one up; a unique constraint stands against a second time. */
  void insert(Connection connection, OneTimeUse use) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO latchkey_one_time_use (digest, expires_at) VALUES (?, ?)",
        digest(use),
        use.expiresAt());
  }

  boolean contains(OneTimeUse use) {
    return database.run(
        connection -> {
          try (PreparedStatement select =
                  Sql.prepare(
                      connection,
                      "SELECT 1 FROM latchkey_one_time_use WHERE digest = ?",
                      digest(use));
              ResultSet rows = select.executeQuery()) {
            return rows.next();
          }
        });
  }

  /** Forgets those that nobody can use any more; once an hour, however often it is called. */
  void forgetExpired(Instant now) {
    long due = nextTidying.get();
    long next = now.plus(TIDYING_INTERVAL).getEpochSecond();
    if (now.getEpochSecond() < due || !nextTidying.compareAndSet(due, next)) {
      return;
    }
    Instant end = now.minus(REMEMBERED_LONGER);
    database.write(
        connection ->
            Sql.update(connection, "DELETE FROM latchkey_one_time_use WHERE expires_at < ?", end));
  }

  private static String digest(OneTimeUse use) {
    return HexFormat.of().formatHex(Fingerprint.digest(use.id().getBytes(StandardCharsets.UTF_8)));
  }
}
