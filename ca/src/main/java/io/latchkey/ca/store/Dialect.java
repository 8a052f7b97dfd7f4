package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The differences between the two supported databases. */
enum Dialect {
  SQLITE(
      "migrations/sqlite",
      "SELECT COALESCE(MAX(id), 0) + 1 FROM latchkey_certificate WHERE ? > 0",
      "SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)") {
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
  },

  POSTGRESQL(
      "migrations/postgresql",
      "SELECT nextval('latchkey_certificate_id') FROM generate_series(1, ?)",
      "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)") {
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
      execute(connection, "SET LOCAL statement_timeout = " + limit.toMillis());
    }

    @Override
    boolean tryLock(Connection connection, long lock) throws SQLException {
      try (PreparedStatement statement =
              Sql.prepare(connection, "SELECT pg_try_advisory_xact_lock(?)", lock);
          ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
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
  };

  /** How long the writer waits for an answer of the database before it opens another connection. */
  static final Duration WRITER_LIMIT = Duration.ofSeconds(5);

  private final String migrations;
  private final String newIdsSql;
  private final String clockSql;

  Dialect(String migrations, String newIdsSql, String clockSql) {
    this.migrations = migrations;
    this.newIdsSql = newIdsSql;
    this.clockSql = clockSql;
  }

  /**
   * Reads which database a connection leads to.
   *
   * @throws AuthorityUnavailableException if it is neither SQLite nor PostgreSQL
   */
  static Dialect of(Connection connection, String name) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "SQLite" -> SQLITE;
      case "PostgreSQL" -> POSTGRESQL;
      default ->
          throw new AuthorityUnavailableException(
              "The certificate store cannot use %s, which is %s; use SQLite or PostgreSQL"
                  .formatted(name, product));
    };
  }

  /**
   * Configures a connection for the writer, and returns the network timeout that it had before.
   * Pass the timeout to {@link #restore} before the connection returns to its pool.
   */
  abstract int prepareWriter(Connection connection) throws SQLException;

  /**
   * Bounds how long a connection waits for the database, and returns the bound that it had before.
   * An embedded database needs no bound.
   */
  abstract int bound(Connection connection, Duration limit) throws SQLException;

  /**
   * Limits how long the server works on each statement of the current transaction. Otherwise a
   * statement that waits for a lock stays on the server after its connection was closed.
   */
  abstract void limitStatements(Connection connection, Duration limit) throws SQLException;

  /**
   * Takes a lock until the end of the transaction, unless another node has it.
   *
   * @return whether the lock was taken
   */
  abstract boolean tryLock(Connection connection, long lock) throws SQLException;

  /** Makes all queries of the current transaction see the database as it is now. */
  abstract void beginSnapshot(Connection connection) throws SQLException;

  /** Takes a lock until the end of the transaction; waits while another node has it. */
  abstract void lock(Connection connection, long lock) throws SQLException;

  /** What an INSERT needs before VALUES so that it can set ids that the database assigns. */
  abstract String givenIds();

  /** Lets ids that the database assigns follow the ids that were inserted. */
  abstract void continueIds(Connection connection) throws SQLException;

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Sets the network timeout that a connection had before; a server's pool reuses it. */
  void restore(Connection connection, int before) throws SQLException {
    if (this == POSTGRESQL) {
      connection.setNetworkTimeout(Runnable::run, before);
    }
  }

  /** The folder with the schema's migrations, below the package of the CA. */
  String migrations() {
    return migrations;
  }

  /** Prepares what {@link #newIds} executes. */
  PreparedStatement prepareNewIds(Connection connection) throws SQLException {
    return connection.prepareStatement(newIdsSql);
  }

  /**
   * Assigns ids for new certificates. On SQLite the transaction holds the only write lock, and the
   * ids follow the newest row. On PostgreSQL all nodes share a sequence.
   */
  abstract long[] newIds(PreparedStatement statement, int count) throws SQLException;

  /** A query for the database's time in milliseconds since the epoch. */
  String clockSql() {
    return clockSql;
  }
}
