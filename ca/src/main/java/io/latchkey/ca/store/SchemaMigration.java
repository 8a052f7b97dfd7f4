package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Creates the store's tables, or brings them to the form that this version needs.
 *
 * <p>Several nodes can start at the same time on one PostgreSQL. Flyway's own lock does not cover
 * the creation of its history table, so an advisory lock of the store admits one node at a time.
 */
final class SchemaMigration {
  /** An arbitrary number that no other application is likely to use. */
  static final long LOCK = 0x6c61_7463_686b_6579L;

  /** The table in which Flyway records the migrations. */
  static final String HISTORY = "latchkey_schema_history";

  /** The newest version of the tables. */
  static final String VERSION = "5";

  private SchemaMigration() {}

  static void run(DataSource dataSource, Dialect dialect) throws SQLException {
    if (!dialect.isServer()) {
      migrate(dataSource, dialect);
      return;
    }
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      try {
        migrate(dataSource, dialect);
      } finally {
        statement.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
      }
    }
  }

  private static void migrate(DataSource dataSource, Dialect dialect) {
    Flyway.configure(SchemaMigration.class.getClassLoader())
        .dataSource(dataSource)
        .locations("classpath:io/latchkey/ca/" + dialect.migrations())
        .table(HISTORY)
        // The tables may share a schema with those of the application.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .placeholderReplacement(false)
        .skipDefaultCallbacks(true)
        .load()
        .migrate();
  }
}
