package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the store's tables to the form that this version needs; one process at a time. */
public final class SchemaMigration {
  private SchemaMigration() {}

  public static void run(Database database) {
    try (Connection connection = database.dataSource().getConnection()) {
      if (Databases.isH2(connection)) {
        migrateUnderLock(connection, database);
      } else {
        migrate(database);
      }
    } catch (SQLException | FlywayException e) {
      throw DatabaseProblems.explain(database.name(), e);
    }
  }

  /** Flyway locks the rows of its history, which on H2 keeps nobody out while there are none. */
  private static void migrateUnderLock(Connection connection, Database database)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS latchkey_migration_lock (id SMALLINT PRIMARY KEY)");
      insertLock(statement);
      connection.setAutoCommit(false);
      statement.execute("SELECT id FROM latchkey_migration_lock FOR UPDATE WAIT 60");
      migrate(database);
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  private static void insertLock(Statement statement) throws SQLException {
    try {
      statement.execute("INSERT INTO latchkey_migration_lock (id) VALUES (1)");
    } catch (SQLException e) {
      if (!DatabaseProblems.isUniqueViolation(e)) {
        throw e;
      }
    }
  }

  private static void migrate(Database database) {
    Flyway.configure(SchemaMigration.class.getClassLoader())
        .dataSource(database.dataSource())
        .locations("classpath:io/latchkey/ca/migrations")
        .table("latchkey_schema_history")
        // The tables may share a schema with those of the application.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .placeholderReplacement(false)
        .skipDefaultCallbacks(true)
        .load()
        .migrate();
  }
}
