package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Statements with their parameters. Instants are stored as timestamps in UTC. */
public final class Sql {
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private static final int PROBE_SECONDS = 5;

  private Sql() {}

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

  /** A question to find out whether the database answers: it may take a few seconds at most. */
  public static PreparedStatement probe(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = prepare(connection, sql);
    try {
      // H2 would hold it for every statement of the connection, from then on.
      if (!Databases.isH2(connection)) {
        statement.setQueryTimeout(PROBE_SECONDS);
      }
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
      statement.setObject(
          ++index, parameter instanceof Instant instant ? timestamp(instant) : parameter);
    }
  }

  /** Every database has a first and a last year; an instant beyond them counts as the limit. */
  private static OffsetDateTime timestamp(Instant instant) {
    Instant bounded = instant.isAfter(LAST) ? LAST : instant.isBefore(FIRST) ? FIRST : instant;
    return bounded.atOffset(ZoneOffset.UTC);
  }

  static int update(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Adds a row and gives the key that the database has made for it: its first column. */
  static long insert(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
      bind(statement, List.of(parameters));
      statement.executeUpdate();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        if (!keys.next()) {
          throw new SQLException("The database made no key for a new row");
        }
        return keys.getLong(1);
      }
    }
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
