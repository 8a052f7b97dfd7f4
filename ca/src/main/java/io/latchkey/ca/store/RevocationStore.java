package io.latchkey.ca.store;

import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The revocations and the revocation lists, in a database that several nodes can share. A node
 * reads only changes with numbers that it does not know. By their random tags it notices that the
 * store has lost changes and has given their numbers out again. Safe for use by several threads.
 */
public final class RevocationStore {
  private static final int SLOT = 1;

  /** More lists than a CA signs between a backup and its restoration. */
  private static final long STEP = 1_000_000;

  private static final int HOLD = RevocationReason.CERTIFICATE_HOLD.code();

  private final Database database;
  private final SecureRandom random = new SecureRandom();

  /** The revocations in a database that is open. */
  public RevocationStore(Database database) {
    this.database = database;
  }

  /**
   * The state of all revocations.
   *
   * @param changes how many changes were made
   * @param changeTag the tag of the newest change, a random number; 0 if there is none
   * @param listNumber number of the newest list; 0 if there is none
   * @param listChanges how many changes the newest list contains
   * @param serverTime time of the database server; empty if the database is embedded and has the
   *     clock of this host
   */
  public record State(
      long changes,
      long changeTag,
      long listNumber,
      long listChanges,
      Optional<Instant> serverTime) {
    /** Returns a time of this host, or the time of the server if this host is ahead of it. */
    public Instant earlier(Instant here) {
      return serverTime.filter(there -> there.isBefore(here)).orElse(here);
    }
  }

  /** What became of a change. */
  public enum Outcome {
    /** The state of the certificate does not allow the change. */
    REJECTED,
    /** The certificate was in the state already. */
    UNCHANGED,
    /** The certificate is in the state now. */
    CHANGED
  }

  /**
   * The newest change of a certificate's revocation.
   *
   * @param issuer number of the chain that the certificate was issued under
   * @param revokedAt when the certificate was revoked or put on hold
   * @param reason {@link RevocationReason#REMOVE_FROM_CRL} if it is no longer on hold
   */
  public record Change(
      BigInteger serial,
      long issuer,
      Instant notAfter,
      Instant revokedAt,
      RevocationReason reason) {}

  /**
   * Reads the state. It does not wait for queries of requests. Call it in a thread that no request
   * waits for.
   */
  public State state() {
    return database.runDirectly(this::state);
  }

  /** The table has at most one row; the aggregates return one also without it. */
  private State state(Connection connection) throws SQLException {
    Optional<String> clock = database.serverClockSql();
    return Sql.first(
            connection,
            row -> {
              Instant time = Instant.ofEpochMilli(row.getLong(5));
              return new State(
                  row.getLong(1),
                  row.getLong(2),
                  row.getLong(3),
                  row.getLong(4),
                  clock.map(present -> time));
            },
            "SELECT COALESCE(MAX(changes), 0), COALESCE(MAX(change_tag), 0),"
                + " COALESCE(MAX(list_number), 0), COALESCE(MAX(list_changes), 0),"
                + " (%s) FROM latchkey_revocation_state".formatted(clock.orElse("SELECT 0")))
        .orElseThrow(Sql::noRow);
  }

  /**
   * The newest changes.
   *
   * @param tag of the change with the first number, unless the certificate was changed again or the
   *     change was removed with the row of the certificate
   */
  public record Changes(Optional<Long> tag, List<Change> list) {}

  /**
   * Reads the changes with a number and all higher numbers; it may return later changes twice. Call
   * it in a thread that no request waits for, because there can be many.
   */
  public Changes changesFrom(long number) {
    return database.runPatiently(
        connection ->
            new Changes(
                Sql.first(
                    connection,
                    row -> row.getLong(1),
                    "SELECT change_tag FROM latchkey_revocation WHERE change_number = ?",
                    number),
                Sql.list(
                    connection,
                    row ->
                        new Change(
                            new BigInteger(row.getBytes("serial")),
                            row.getLong("issuer"),
                            Sql.instant(row, "not_after"),
                            Sql.instant(row, "revoked_at"),
                            RevocationReason.of(row.getInt("reason"))),
                    "SELECT serial, issuer, not_after, revoked_at, reason"
                        + " FROM latchkey_revocation WHERE change_number >= ?",
                    number)));
  }

  /** Returns the signing certificate of a chain. */
  public Optional<X509Certificate> issuer(long number) {
    return database.run(
        connection ->
            Sql.first(
                connection,
                row -> StoredCertificates.parse(row.getString(1)).get(0),
                "SELECT chain FROM latchkey_issuer WHERE id = ?",
                number));
  }

  /** Returns the number of the chain that a certificate was issued under. */
  public Optional<Long> issuerOf(BigInteger serial) {
    return database.run(
        connection ->
            Sql.first(
                connection,
                row -> row.getLong(1),
                "SELECT issuer FROM latchkey_certificate WHERE serial = ?",
                (Object) serial.toByteArray()));
  }

  /**
   * Changes the revocation of a certificate. Returns once the change is on disk.
   *
   * @param now in whole milliseconds; the time of the database server counts if it is earlier
   * @return empty if there is no such certificate
   */
  public Optional<Outcome> change(BigInteger serial, RevocationReason reason, Instant now) {
    return database.write(
        connection -> {
          lockState(connection);
          Optional<Revocable> found =
              Sql.first(
                  connection,
                  Revocable::read,
                  "SELECT c.id, c.issuer, c.not_after, r.reason FROM latchkey_certificate c"
                      + RevocationSql.JOIN
                      + " WHERE c.serial = ?",
                  (Object) serial.toByteArray());
          return found.isPresent()
              ? Optional.of(
                  change(
                      connection, found.get(), serial, reason, database.earlier(connection, now)))
              : Optional.empty();
        });
  }

  /**
   * A certificate whose revocation is to change.
   *
   * @param revoked whether it is revoked for good
   * @param held whether it is on hold
   */
  private record Revocable(long id, long issuer, long notAfter, boolean revoked, boolean held) {
    static Revocable read(ResultSet row) throws SQLException {
      int reason = row.getInt("reason");
      boolean changed = !row.wasNull();
      return new Revocable(
          row.getLong("id"),
          row.getLong("issuer"),
          row.getLong("not_after"),
          changed && reason != HOLD,
          changed && reason == HOLD);
    }
  }

  private Outcome change(
      Connection connection,
      Revocable found,
      BigInteger serial,
      RevocationReason reason,
      Instant now)
      throws SQLException {
    if (found.revoked() || (!found.held() && reason == RevocationReason.REMOVE_FROM_CRL)) {
      return Outcome.REJECTED;
    }
    if (found.held() && reason.code() == HOLD) {
      return Outcome.UNCHANGED;
    }
    Sql.execute(
        connection,
        "UPDATE latchkey_revocation_state SET changes = changes + 1, change_tag = ?"
            + " WHERE slot = ?",
        random.nextLong(),
        SLOT);
    // A certificate that was on hold keeps the time since which it is in the list.
    Sql.execute(
        connection,
        "INSERT INTO latchkey_revocation (certificate, serial, issuer, not_after, revoked_at,"
            + " reason, change_number, change_tag) SELECT ?, ?, ?, ?, ?, ?, changes, change_tag"
            + " FROM latchkey_revocation_state WHERE slot = ?"
            + " ON CONFLICT (certificate) DO UPDATE SET reason = excluded.reason,"
            + " change_number = excluded.change_number,"
            + " change_tag = excluded.change_tag, revoked_at = CASE"
            + " WHEN latchkey_revocation."
            + RevocationSql.HELD
            + " THEN latchkey_revocation.revoked_at"
            + " ELSE excluded.revoked_at END",
        found.id(),
        serial.toByteArray(),
        found.issuer(),
        found.notAfter(),
        now,
        reason.code(),
        SLOT);
    return Outcome.CHANGED;
  }

  private static void createState(Connection connection) throws SQLException {
    Sql.execute(
        connection,
        "INSERT INTO latchkey_revocation_state (slot, changes, list_number, list_changes,"
            + " claimed_until) VALUES (?, 0, 0, 0, 0) ON CONFLICT DO NOTHING",
        SLOT);
  }

  /** Changes of all nodes follow one another, so that a change with a number follows all lower. */
  private static void lockState(Connection connection) throws SQLException {
    createState(connection);
    Sql.execute(
        connection, "UPDATE latchkey_revocation_state SET changes = changes WHERE slot = ?", SLOT);
  }

  /**
   * Reserves the next list for this node. Does not wait for another node that changes the state.
   *
   * @param number of the newest list
   * @param lease after which another node may sign the list, in case this node fails
   * @return false if another node signs it or has signed it, or changes the state
   */
  public boolean claim(long number, Instant now, Duration lease) {
    return database.write(
        connection -> {
          if (isClaimed(connection, number, now, lease)) {
            return true;
          }
          // An INSERT of an existing row would wait for the node that changes the row.
          if (Sql.number(connection, "SELECT COUNT(*) FROM latchkey_revocation_state") > 0) {
            return false;
          }
          createState(connection);
          return isClaimed(connection, number, now, lease);
        });
  }

  /** A claim that ends later than the lease was made while a clock was ahead. It does not count. */
  private boolean isClaimed(Connection connection, long number, Instant now, Duration lease)
      throws SQLException {
    Instant end = now.plus(lease);
    return Sql.update(
            connection,
            "UPDATE latchkey_revocation_state SET claimed_until = ? WHERE slot = (SELECT slot"
                + " FROM latchkey_revocation_state WHERE list_number = ?"
                + " AND (claimed_until <= ? OR claimed_until > ?)%s)"
                    .formatted(database.dialect().skipLocked()),
            end,
            number,
            now,
            end)
        == 1;
  }

  /**
   * Stores the next list: a copy of each key.
   *
   * @param before number of the list before
   * @param number of the next list
   * @param changes how many changes the list contains
   * @return false if another node has stored the list
   */
  public boolean publish(long before, long number, long changes, List<RevocationList> copies) {
    return database.write(
        connection -> {
          boolean first =
              Sql.update(
                      connection,
                      "UPDATE latchkey_revocation_state SET list_number = ?, list_changes = ?,"
                          + " claimed_until = 0 WHERE list_number = ?",
                      number,
                      changes,
                      before)
                  == 1;
          if (first) {
            for (RevocationList copy : copies) {
              store(connection, copy);
            }
          }
          return first;
        });
  }

  /**
   * Raises the number of the newest list, after the rows were restored from a backup. Lists that
   * were signed after the backup have numbers that the restored rows would give out again, and
   * clients reject a lower number than they know. The number becomes the time in seconds since the
   * epoch, or rises by a million if it is higher than that.
   *
   * @return the new number; 0 if there is no list
   */
  static long raiseListNumber(Connection connection, Instant now) throws SQLException {
    long seconds = now.getEpochSecond();
    Sql.execute(
        connection,
        "UPDATE latchkey_revocation_state SET claimed_until = 0, list_number = CASE"
            + " WHEN list_number < ? THEN CAST(? AS BIGINT) ELSE list_number + ? END"
            + " WHERE list_number > 0",
        seconds,
        seconds,
        STEP);
    return Sql.number(
        connection, "SELECT COALESCE(MAX(list_number), 0) FROM latchkey_revocation_state");
  }

  private static void store(Connection connection, RevocationList copy) throws SQLException {
    Sql.execute(
        connection,
        "INSERT INTO latchkey_revocation_list (ski, number, this_update, next_update, der)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (ski) DO UPDATE SET"
            + " number = excluded.number, this_update = excluded.this_update,"
            + " next_update = excluded.next_update, der = excluded.der",
        copy.ski(),
        copy.number(),
        copy.signedAt(),
        copy.nextUpdate(),
        copy.der());
  }

  /**
   * Reads the copies of lists with a higher number. Call it in a thread that no request waits for,
   * because a list can be large.
   */
  public List<RevocationList> listsAfter(long number) {
    return database.runPatiently(
        connection ->
            Sql.list(
                connection,
                row ->
                    new RevocationList(
                        row.getString("ski"),
                        row.getLong("number"),
                        Sql.instant(row, "this_update"),
                        Sql.instant(row, "next_update"),
                        row.getBytes("der")),
                "SELECT ski, number, this_update, next_update, der"
                    + " FROM latchkey_revocation_list WHERE number > ?",
                number));
  }
}
