package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** PostgreSQL, which several nodes use at the same time. Immutable. */
final class PostgresqlDialect extends Dialect {
  static final Dialect INSTANCE = new PostgresqlDialect();

  private PostgresqlDialect() {
    super(
        "migrations/postgresql",
        "SELECT nextval('latchkey_certificate_id') FROM generate_series(1, ?)",
        "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)");
  }

  @Override
  boolean isServer() {
    return true;
  }

  @Override
  String binaryType() {
    return "BYTEA";
  }

  @Override
  void restore(Connection connection, int before) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, before);
  }

  @Override
  int prepareWriter(Connection connection) throws SQLException {
    return bound(connection, WRITER_LIMIT);
  }

  @Override
  int bound(Connection connection, Duration limit) throws SQLException {
    int before = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, (int) limit.toMillis());
    return before;
  }

  @Override
  void limitStatements(Connection connection, Duration limit) throws SQLException {
    execute(
        connection,
        "SET LOCAL statement_timeout = %d; SET LOCAL idle_in_transaction_session_timeout = %d"
            .formatted(limit.toMillis(), Math.max(limit.toMillis(), IDLE_LIMIT.toMillis())));
  }

  @Override
  String skipLocked() {
    return " FOR UPDATE SKIP LOCKED";
  }

  @Override
  boolean tryLock(Connection connection, long lock) throws SQLException {
    return Sql.first(
            connection, row -> row.getBoolean(1), "SELECT pg_try_advisory_xact_lock(?)", lock)
        .orElse(false);
  }

  @Override
  void beginSnapshot(Connection connection) throws SQLException {
    execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  @Override
  void lock(Connection connection, long lock) throws SQLException {
    execute(connection, "SELECT pg_advisory_xact_lock(" + lock + ")");
  }

  @Override
  String givenIds() {
    return " OVERRIDING SYSTEM VALUE";
  }

  @Override
  void continueIds(Connection connection) throws SQLException {
    for (String table : StoreTables.EXPORTED) {
      if (StoreTables.read(connection, table).key().equals(List.of("id"))) {
        continueSequence(connection, "pg_get_serial_sequence('" + table + "', 'id')", table);
      }
    }
    for (Map.Entry<String, String> each : StoreTables.SEQUENCES.entrySet()) {
      continueSequence(connection, "'" + each.getKey() + "'", each.getValue());
    }
  }

  /** Does nothing if the column has no sequence or the table no row. */
  private void continueSequence(Connection connection, String sequence, String table)
      throws SQLException {
    execute(
        connection,
        "SELECT setval(%s, newest) FROM (SELECT MAX(id) AS newest FROM %s) AS ids WHERE newest > 0"
            .formatted(sequence, table));
  }

  @Override
  long[] newIds(PreparedStatement statement, int count) throws SQLException {
    statement.setInt(1, count);
    try (ResultSet rows = statement.executeQuery()) {
      long[] ids = new long[count];
      for (int i = 0; i < count; i++) {
        rows.next();
        ids[i] = rows.getLong(1);
      }
      return ids;
    }
  }
}
