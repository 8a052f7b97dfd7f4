package io.latchkey.ca;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the store's tables to the form that this version needs. */
final class SchemaMigration {
  private SchemaMigration() {}

  static void run(Database database) {
    try {
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
    } catch (FlywayException e) {
      throw DatabaseProblems.explain(database.name(), e);
    }
  }
}
