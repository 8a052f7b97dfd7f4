package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Statements with their parameters. The store keeps instants as milliseconds since the epoch. */
public final class Sql {
  private Sql() {}

  /** Reads the current row of a result, and does not move to another row. */
  @FunctionalInterface
  interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Reads all rows of a query. */
  static <T> List<T> list(
      Connection connection, RowReader<? extends T> reader, String sql, Object... parameters)
      throws SQLException {
    return list(connection, reader, sql, List.of(parameters));
  }

  /** Reads all rows of a query. */
  static <T> List<T> list(
      Connection connection, RowReader<? extends T> reader, String sql, List<Object> parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return list(statement.executeQuery(), reader);
    }
  }

  /** Reads all rows of a result, and closes it. */
  static <T> List<T> list(ResultSet result, RowReader<? extends T> reader) throws SQLException {
    try (result) {
      List<T> all = new ArrayList<>();
      while (result.next()) {
        all.add(reader.read(result));
      }
      return all;
    }
  }

  /** Reads the first row of a query; empty if there is none. */
  static <T> Optional<T> first(
      Connection connection, RowReader<? extends T> reader, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return first(statement, reader);
    }
  }

  private static <T> Optional<T> first(PreparedStatement statement, RowReader<? extends T> reader)
      throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? Optional.of(reader.read(row)) : Optional.empty();
    }
  }

  /** Returns the places of as many parameters, such as {@code ?, ?}. */
  static String placeholders(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    return prepare(connection, sql, List.of(parameters));
  }

  static PreparedStatement prepare(Connection connection, String sql, List<Object> parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      bind(statement, parameters);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, List<Object> parameters)
      throws SQLException {
    int index = 0;
    for (Object parameter : parameters) {
      index++;
      if (parameter instanceof Instant instant) {
        statement.setLong(index, milliseconds(instant));
      } else if (parameter instanceof byte[] bytes) {
        statement.setBytes(index, bytes);
      } else {
        statement.setObject(index, parameter);
      }
    }
  }

  /** An instant outside the range of {@code long} counts as the limit. */
  static long milliseconds(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static int update(Connection connection, String sql, Object... parameters) throws SQLException {
    return update(connection, sql, List.of(parameters));
  }

  static int update(Connection connection, String sql, List<Object> parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Executes an update whose count of rows does not matter. */
  static void execute(Connection connection, String sql, Object... parameters) throws SQLException {
    int unused = update(connection, sql, parameters);
  }

  /** The first column of the first row, a number. */
  static long number(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return number(statement);
    }
  }

  static long number(PreparedStatement statement) throws SQLException {
    return first(statement, row -> row.getLong(1)).orElseThrow(Sql::noRow);
  }

  /** The failure of a query that returns a row in every case. */
  static SQLException noRow() {
    return new SQLException("The database returned no row");
  }
}
