package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The differences between the two supported databases. */
abstract sealed class Dialect permits SqliteDialect, PostgresqlDialect {
  /**
   * How long the writer waits for a response of the database before it opens another connection.
   */
  static final Duration WRITER_LIMIT = Duration.ofSeconds(5);

  /** How long a transaction may do nothing before the server ends it and releases its locks. */
  static final Duration IDLE_LIMIT = Duration.ofSeconds(5);

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
      case "SQLite" -> SqliteDialect.INSTANCE;
      case "PostgreSQL" -> PostgresqlDialect.INSTANCE;
      default ->
          throw new AuthorityUnavailableException(
              "The certificate store cannot use %s, which is %s; use SQLite or PostgreSQL"
                  .formatted(name, product));
    };
  }

  /** Whether the database is a server, which has its own clock and serves several nodes. */
  abstract boolean isServer();

  /** The type of a column with bytes. */
  abstract String binaryType();

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
   * Limits how long the server works on each statement of the current transaction, and how long it
   * waits for the next one. Otherwise a statement that waits for a lock stays on the server after
   * its connection was closed, and a node that stalls keeps its locks.
   */
  abstract void limitStatements(Connection connection, Duration limit) throws SQLException;

  /** What a SELECT ends with that locks its rows and omits rows that another node has locked. */
  abstract String skipLocked();

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

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Sets the network timeout that a connection had before; a server's pool reuses it. */
  abstract void restore(Connection connection, int before) throws SQLException;

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
