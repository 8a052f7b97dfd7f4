package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** SQLite, which is embedded in this process: one writer, no server to wait for. Immutable. */
final class SqliteDialect extends Dialect {
  static final Dialect INSTANCE = new SqliteDialect();

  private SqliteDialect() {
    super(
        "migrations/sqlite",
        "SELECT COALESCE(MAX(id), 0) + 1 FROM latchkey_certificate WHERE ? > 0",
        "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)");
  }

  @Override
  boolean isServer() {
    return false;
  }

  @Override
  String binaryType() {
    return "BLOB";
  }

  @Override
  void restore(Connection connection, int before) {
    // The timeout was not changed.
  }

  @Override
  int prepareWriter(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String pragma : SqliteFile.WRITER_PRAGMAS) {
        statement.execute(pragma);
      }
    }
    return 0;
  }

  @Override
  int bound(Connection connection, Duration limit) {
    return 0;
  }

  @Override
  void limitStatements(Connection connection, Duration limit) {
    // There is no server that could wait.
  }

  @Override
  String skipLocked() {
    return ""; // the transaction of the writer excludes every other
  }

  @Override
  boolean tryLock(Connection connection, long lock) {
    return true; // the transaction of the writer excludes every other
  }

  @Override
  void beginSnapshot(Connection connection) throws SQLException {
    execute(connection, "PRAGMA query_only = ON");
  }

  @Override
  void lock(Connection connection, long lock) {
    // The transaction of the writer excludes every other.
  }

  @Override
  String givenIds() {
    return "";
  }

  @Override
  void continueIds(Connection connection) {
    // The next id follows the newest row.
  }

  @Override
  long[] newIds(PreparedStatement statement, int count) throws SQLException {
    statement.setInt(1, count);
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      long first = row.getLong(1);
      long[] ids = new long[count];
      for (int i = 0; i < count; i++) {
        ids[i] = first + i;
      }
      return ids;
    }
  }
}
