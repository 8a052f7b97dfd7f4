package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are removed after their {@code ends_at}.
 *
 * @param table the table of the rows
 * @param key the primary key of the table, a text
 * @param condition which rows can be removed
 */
record EndedRows(String table, String key, String condition) {
  /**
   * Returns the keys of rows that have ended.
   *
   * @param most the most rows
   * @param except keys of rows that are left out
   */
  List<Object> keys(Connection connection, Instant now, int most, List<Object> except)
      throws SQLException {
    List<Object> parameters = new ArrayList<>(List.of(now));
    parameters.addAll(except);
    parameters.add(most);
    return Sql.list(
        connection,
        row -> row.getString(1),
        "SELECT %s FROM %s WHERE ends_at < ? AND %s AND %s LIMIT ?"
            .formatted(key, table, condition, isNoneOf(key, except)),
        parameters);
  }

  /** Removes rows, unless they are in use again since they were found; returns their number. */
  int remove(Connection connection, Instant now, List<Object> keys) throws SQLException {
    List<Object> parameters = new ArrayList<>(List.of(now));
    parameters.addAll(keys);
    return Sql.update(
        connection,
        "DELETE FROM %s WHERE ends_at < ? AND %s AND %s IN (%s)"
            .formatted(table, condition, key, Sql.placeholders(keys.size())),
        parameters);
  }

  /** A condition with one parameter for each key. */
  static String isNoneOf(String key, List<Object> keys) {
    return keys.isEmpty()
        ? "1 = 1"
        : "%s NOT IN (%s)".formatted(key, Sql.placeholders(keys.size()));
  }
}
