package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of the store that an export contains, and their columns. */
final class StoreTables {
  /** Referenced tables come before the tables that refer to them. */
  static final List<String> EXPORTED =
      List.of(
          "latchkey_issuer",
          "latchkey_ca_key",
          "latchkey_caller",
          "latchkey_certificate",
          "latchkey_lookup",
          "latchkey_one_time_use",
          "latchkey_revocation",
          "latchkey_revocation_state",
          "latchkey_revocation_list",
          "latchkey_acme_account",
          "latchkey_acme_order",
          "latchkey_acme_certificate",
          "latchkey_cmp_confirmation");

  /** Tables whose rows belong to one database: the probe of the writer and Flyway's history. */
  static final List<String> NOT_EXPORTED = List.of("latchkey_write_probe", SchemaMigration.HISTORY);

  /** Sequences of PostgreSQL that no column owns, and the table whose ids come from each. */
  static final Map<String, String> SEQUENCES =
      Map.of("latchkey_certificate_id", "latchkey_certificate");

  private StoreTables() {}

  /** How the file writes the values of a column. */
  enum Kind {
    INTEGER,
    TEXT,
    BLOB;

    String wireName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** A column in the order of the table. */
  record Column(String name, Kind kind) {}

  /**
   * A table as it is in a database.
   *
   * @param key the columns of the primary key
   */
  record Table(String name, List<Column> columns, List<String> key) {
    private String columnNames() {
      return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** A query for all rows in the order of the primary key. */
    String select() {
      return "SELECT %s FROM %s ORDER BY %s".formatted(columnNames(), name, String.join(", ", key));
    }

    String insert(Dialect dialect) {
      String parameters = columns.stream().map(each -> "?").collect(Collectors.joining(", "));
      return "INSERT INTO %s (%s)%s VALUES (%s)"
          .formatted(name, columnNames(), dialect.givenIds(), parameters);
    }
  }

  /**
   * Reads the columns of a table.
   *
   * @throws SQLException if there is no such table, or a column has a type that the file cannot
   *     contain
   */
  static Table read(Connection connection, String name) throws SQLException {
    DatabaseMetaData data = connection.getMetaData();
    List<Column> columns =
        Sql.list(
            data.getColumns(null, connection.getSchema(), name, null), row -> column(name, row));
    List<String> key =
        Sql.list(
                data.getPrimaryKeys(null, connection.getSchema(), name),
                row -> Map.entry(row.getInt("KEY_SEQ"), row.getString("COLUMN_NAME")))
            .stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .toList();
    if (columns.isEmpty() || key.isEmpty()) {
      throw new SQLException("Table %s does not exist or has no primary key".formatted(name));
    }
    return new Table(name, columns, key);
  }

  private static Column column(String table, ResultSet row) throws SQLException {
    String name = row.getString("COLUMN_NAME");
    // The driver of SQLite reports the type of a blob as VARCHAR.
    boolean blob = row.getString("TYPE_NAME").equals("BLOB");
    return new Column(name, blob ? Kind.BLOB : kind(table, name, row.getInt("DATA_TYPE")));
  }

  private static Kind kind(String table, String column, int type) throws SQLException {
    return switch (type) {
      case Types.BIGINT, Types.INTEGER, Types.SMALLINT -> Kind.INTEGER;
      case Types.VARCHAR -> Kind.TEXT;
      case Types.BINARY -> Kind.BLOB;
      default ->
          throw new SQLException(
              "Column %s.%s has SQL type %d, which no export can contain"
                  .formatted(table, column, type));
    };
  }
}
