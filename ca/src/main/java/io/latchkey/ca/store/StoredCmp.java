package io.latchkey.ca.store;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.CmpRecords;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The transactions of CMP in a database. Safe for use by several threads. */
public final class StoredCmp implements CmpRecords {
  /** Replaces the row of a transaction that has ended. Inserts nothing if it has not. */
  static final String INSERT =
      "INSERT INTO latchkey_cmp_confirmation (transaction_id, sender, serial, request_number, nonce,"
          + " state, due_at, ends_at)"
          + CertificateStatements.COUNTED_VALUES.formatted("?, ?, ?, ?, ?, 0, ?, ?")
          + " ON CONFLICT (transaction_id) DO UPDATE SET sender = excluded.sender,"
          + " serial = excluded.serial, request_number = excluded.request_number,"
          + " nonce = excluded.nonce, state = 0, due_at = excluded.due_at,"
          + " ends_at = excluded.ends_at WHERE latchkey_cmp_confirmation.state IN (1, 3)";

  /** The rows of transactions that have ended, and of those whose certificate is revoked. */
  static final EndedRows ENDED =
      new EndedRows("latchkey_cmp_confirmation", "transaction_id", "state IN (1, 3)");

  private static final String SELECT =
      "SELECT transaction_id, sender, serial, request_number, nonce, due_at, ends_at, state"
          + " FROM latchkey_cmp_confirmation WHERE ";

  private final Database database;
  private final OneTimeUses oneTimeUses;
  private final Clock clock;

  /** The records in a database that is open. */
  public StoredCmp(Database database, Clock clock) {
    this.database = database;
    this.oneTimeUses = new OneTimeUses(database, clock);
    this.clock = clock;
  }

  @Override
  public boolean use(CallerIdentity scope, OneTimeUse transaction) {
    return oneTimeUses.use(scope, transaction, clock.instant());
  }

  /** Sets the parameters of {@link #INSERT}. */
  static void set(PreparedStatement insert, Expected expected, String serial) throws SQLException {
    insert.setString(1, expected.transaction());
    insert.setString(2, expected.sender());
    insert.setString(3, serial);
    insert.setInt(4, expected.request());
    insert.setString(5, expected.nonce());
    insert.setLong(6, Sql.milliseconds(expected.dueAt()));
    insert.setLong(7, Sql.milliseconds(expected.expiresAt()));
  }

  @Override
  public Optional<Found> find(String transaction) {
    return database.run(
        connection ->
            Sql.first(
                connection,
                row -> new Found(read(row), state(row.getInt("state"))),
                SELECT + "transaction_id = ?",
                transaction));
  }

  private static State state(int number) {
    return switch (number) {
      case 0 -> State.PENDING;
      case 1 -> State.ENDED;
      default -> State.OVERDUE;
    };
  }

  private static Confirmation read(ResultSet row) throws SQLException {
    return new Confirmation(
        row.getString("transaction_id"),
        row.getString("sender"),
        row.getString("serial"),
        row.getInt("request_number"),
        row.getString("nonce"),
        Sql.instant(row, "due_at"),
        Sql.instant(row, "ends_at"));
  }

  @Override
  public boolean end(String transaction) {
    return database.write(
            connection ->
                Sql.update(
                    connection,
                    "UPDATE latchkey_cmp_confirmation SET state = 1"
                        + " WHERE transaction_id = ? AND state = 0",
                    transaction))
        == 1;
  }

  /** Writes only if there is something to mark, because this is called every few seconds. */
  @Override
  public List<Confirmation> overdue(Instant now, int most) {
    List<Confirmation> due =
        database.run(
            connection ->
                list(
                    connection,
                    "state = 0 AND due_at <= ?",
                    most,
                    database.earlier(connection, now)));
    if (!due.isEmpty()) {
      int unused = database.write(connection -> mark(connection, due));
    }
    return database.run(connection -> list(connection, "state = 2 AND due_at <= ?", most, now));
  }

  private static int mark(Connection connection, List<Confirmation> due) throws SQLException {
    int marked = 0;
    for (Confirmation each : due) {
      marked +=
          Sql.update(
              connection,
              "UPDATE latchkey_cmp_confirmation SET state = 2"
                  + " WHERE transaction_id = ? AND state = 0",
              each.transaction());
    }
    return marked;
  }

  private static List<Confirmation> list(
      Connection connection, String condition, int most, Object... parameters) throws SQLException {
    return Sql.list(
        connection,
        StoredCmp::read,
        SELECT + condition + " ORDER BY due_at LIMIT " + most,
        parameters);
  }

  @Override
  public void postpone(String transaction, Instant until) {
    int unused =
        database.write(
            connection ->
                Sql.update(
                    connection,
                    "UPDATE latchkey_cmp_confirmation SET due_at = ?"
                        + " WHERE transaction_id = ? AND state = 2",
                    until,
                    transaction));
  }

  @Override
  public void revoked(String transaction) {
    int unused =
        database.write(
            connection ->
                Sql.update(
                    connection,
                    "UPDATE latchkey_cmp_confirmation SET state = 3"
                        + " WHERE transaction_id = ? AND state = 2",
                    transaction));
  }
}
