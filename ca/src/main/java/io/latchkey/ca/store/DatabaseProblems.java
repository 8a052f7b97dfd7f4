package io.latchkey.ca.store;

import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.SQLException;

/** Says in one line what is wrong with a database and what to do. */
final class DatabaseProblems {
  /** SQL standard: a unique constraint is violated. */
  private static final String UNIQUE_VIOLATION = "23505";

  /** SQL standard, class 28: the user or the password is wrong. */
  private static final String INVALID_AUTHORIZATION = "28";

  /** SQL standard, class 08: there is no connection. */
  private static final String CONNECTION = "08";

  /** What {@link java.sql.DriverManager} says; it has the state of a broken connection. */
  private static final String NO_DRIVER = "No suitable driver";

  private static final int H2_CONNECTION_BROKEN = 90067;
  private static final int H2_LOCK_TIMEOUT = 50200;
  private static final int H2_IN_USE = 90020;
  private static final int H2_CORRUPTED = 90030;
  private static final int H2_ADMINISTRATORS_ONLY = 90040;
  private static final int H2_UNSUPPORTED_FORMAT = 90048;

  private DatabaseProblems() {}

  static boolean isUniqueViolation(SQLException e) {
    return UNIQUE_VIOLATION.equals(e.getSQLState());
  }

  static AuthorityUnavailableException explain(String database, Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return new AuthorityUnavailableException(
            "The certificate store in " + database + " " + explain(sql), problem);
      }
    }
    return new AuthorityUnavailableException(
        "The certificate store in %s failed (%s)"
            .formatted(database, Printable.line(String.valueOf(problem.getMessage()), 200)),
        problem);
  }

  private static String explain(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith(INVALID_AUTHORIZATION)) {
      return "refuses the user or the password; check latchkey.jdbc-user and latchkey.jdbc-password";
    }
    String shown = Printable.line(String.valueOf(e.getMessage()), 200);
    if (shown.startsWith(NO_DRIVER)) {
      return "has no JDBC driver on the class path that takes its URL; add the driver, or correct"
          + " latchkey.jdbc-url";
    }
    if (state.startsWith(CONNECTION)) {
      return unreachable(shown);
    }
    return switch (e.getErrorCode()) {
      case H2_CONNECTION_BROKEN -> unreachable(shown);
      case H2_LOCK_TIMEOUT ->
          "is locked by somebody else's transaction for too long; end that one (%s)"
              .formatted(shown);
      case H2_IN_USE -> "is in use by another process; stop that one";
      case H2_CORRUPTED, H2_UNSUPPORTED_FORMAT ->
          "is corrupted or of another version of H2; restore it from a backup (nothing was changed)";
      case H2_ADMINISTRATORS_ONLY ->
          "needs a user who is an administrator of the H2 database; check latchkey.jdbc-user";
      default -> "failed (%s)".formatted(shown);
    };
  }

  private static String unreachable(String shown) {
    return "cannot be reached; check that the database runs, and latchkey.jdbc-url (%s)"
        .formatted(shown);
  }
}
