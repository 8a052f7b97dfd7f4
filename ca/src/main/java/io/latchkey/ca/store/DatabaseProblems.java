package io.latchkey.ca.store;

import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Explains in one line what is wrong with a database and what to do. Immutable. */
final class DatabaseProblems {
  /** SQL standard, class 28: the user or the password is wrong. */
  private static final String INVALID_AUTHORIZATION = "28";

  /** SQL standard, class 08: there is no connection. */
  private static final String CONNECTION = "08";

  /** PostgreSQL: the server is stopped, starts, or has ended the connection. */
  private static final String SHUTDOWN = "57P";

  /**
   * PostgreSQL: a statement took longer than its limit, for example because it waited for a lock.
   */
  private static final String CANCELED = "57014";

  /** PostgreSQL: the server has ended a transaction that did nothing, with its connection. */
  private static final String IDLE_IN_TRANSACTION = "25P03";

  /** PostgreSQL: there is no space left on the server's disk. */
  private static final String DISK_FULL = "53100";

  /** PostgreSQL: the transaction is read-only, as on a standby. */
  private static final String READ_ONLY = "25006";

  /** PostgreSQL: resources, intervention by an operator, errors of the system, internal errors. */
  private static final Set<String> OUTAGE_CLASSES = Set.of(CONNECTION, "53", "57", "58", "XX");

  private static final Set<Integer> SQLITE_OUTAGES =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL.code,
          SQLiteErrorCode.SQLITE_IOERR.code,
          SQLiteErrorCode.SQLITE_CANTOPEN.code,
          SQLiteErrorCode.SQLITE_CORRUPT.code,
          SQLiteErrorCode.SQLITE_NOTADB.code,
          SQLiteErrorCode.SQLITE_READONLY.code,
          SQLiteErrorCode.SQLITE_NOMEM.code);

  /** What {@link java.sql.DriverManager} says; it has the state of a broken connection. */
  private static final String NO_DRIVER = "No suitable driver";

  /** With less free space than this, an error of a write is taken for a full disk. */
  private static final long LITTLE_SPACE = 128 * 1024;

  private final String name;
  private final Optional<Path> file;

  /**
   * @param name what messages call the database
   * @param file of an embedded database
   */
  DatabaseProblems(String name, Optional<Path> file) {
    this.name = name;
    this.file = file;
  }

  String name() {
    return name;
  }

  /** A URL without its parameters and without its user and password. */
  static String shown(String url) {
    return Printable.line(url.split("[;?]", 2)[0].replaceAll("//[^/@]*@", "//"), 200);
  }

  /** Whether the connection was lost, so that another connection may work. */
  static boolean isConnectionLost(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith(CONNECTION)
        || state.startsWith(SHUTDOWN)
        || state.equals(IDLE_IN_TRANSACTION)
        || e instanceof SQLNonTransientConnectionException
        || e instanceof SQLTransientConnectionException;
  }

  /** Whether the server has ended a statement because of its time limit. */
  static boolean isTimeout(Throwable problem) {
    return sqlException(problem).filter(e -> CANCELED.equals(e.getSQLState())).isPresent();
  }

  /** Whether the problem concerns the whole store, and not one statement. */
  boolean isOutage(Throwable problem) {
    return sqlException(problem).map(DatabaseProblems::isOutage).orElse(false);
  }

  private static boolean isOutage(SQLException e) {
    if (e instanceof SQLiteException) {
      return SQLITE_OUTAGES.contains(e.getErrorCode());
    }
    String state = String.valueOf(e.getSQLState());
    return isConnectionLost(e)
        || state.equals(READ_ONLY)
        || (state.length() == 5
            && !state.equals(CANCELED)
            && OUTAGE_CLASSES.contains(state.substring(0, 2)));
  }

  AuthorityUnavailableException explain(Throwable problem) {
    if (problem instanceof AuthorityUnavailableException known) {
      return new AuthorityUnavailableException(String.valueOf(known.getMessage()), known);
    }
    String reason =
        sqlException(problem)
            .map(this::reason)
            .orElseGet(
                () ->
                    "failed (%s)"
                        .formatted(Printable.line(String.valueOf(problem.getMessage()), 200)));
    return new AuthorityUnavailableException(
        "The certificate store in %s %s".formatted(name, reason), problem);
  }

  AuthorityUnavailableException closed() {
    return new AuthorityUnavailableException(
        "The certificate store in %s is closed".formatted(name));
  }

  AuthorityUnavailableException writerEnded() {
    return new AuthorityUnavailableException(
        "The certificate store in %s is no longer written after an error; restart the server"
            .formatted(name));
  }

  AuthorityUnavailableException overloaded(int waiting) {
    return new AuthorityUnavailableException(
        "The certificate store in %s is overloaded: %d writes wait; send the request again later"
            .formatted(name, waiting));
  }

  AuthorityUnavailableException tooManyQueries(int waiting) {
    return new AuthorityUnavailableException(
        "The certificate store in %s is overloaded: %d queries wait; send the request again later"
            .formatted(name, waiting));
  }

  AuthorityUnavailableException tooSlow(Duration timeout, Throwable cause) {
    return new AuthorityUnavailableException(
        "The certificate store in %s did not answer within %s s; check the load of the database"
            .formatted(
                name,
                new BigDecimal(timeout.toMillis())
                    .movePointLeft(3)
                    .stripTrailingZeros()
                    .toPlainString()),
        cause);
  }

  /** The innermost exception with a code of the database. */
  private static Optional<SQLException> sqlException(Throwable problem) {
    Optional<SQLException> found = Optional.empty();
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && (found.isEmpty() || sql instanceof SQLiteException || sql.getSQLState() != null)) {
        found = Optional.of(sql);
      }
    }
    return found;
  }

  private String reason(SQLException e) {
    String shown = Printable.line(String.valueOf(e.getMessage()), 200);
    if (e instanceof SQLiteException) {
      return sqliteReason(e.getErrorCode(), shown);
    }
    String state = String.valueOf(e.getSQLState());
    if (state.startsWith(INVALID_AUTHORIZATION)) {
      return "rejects the user or the password; check latchkey.jdbc-user and latchkey.jdbc-password";
    }
    if (shown.startsWith(NO_DRIVER)) {
      return "has no JDBC driver on the class path; set latchkey.jdbc-url to a URL that begins with"
          + " jdbc:postgresql: or jdbc:sqlite:";
    }
    if (state.equals(DISK_FULL)) {
      return "has no space left on the disk of the database server; free space there (%s)"
          .formatted(shown);
    }
    if (isConnectionLost(e)) {
      return ("cannot be reached; check that the database runs, and latchkey.jdbc-url or the pool of"
              + " latchkey.datasource (at least 3 connections) (%s)")
          .formatted(shown);
    }
    return "failed (%s)".formatted(shown);
  }

  private String sqliteReason(int code, String shown) {
    boolean full = code == SQLiteErrorCode.SQLITE_FULL.code;
    boolean damaged =
        code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    if (damaged) {
      return "is damaged, or is not a database of SQLite; restore it from a backup (%s)"
          .formatted(shown);
    }
    if (full || (SQLITE_OUTAGES.contains(code) && hasLittleSpace())) {
      return "has no space left on %s; free space there".formatted(space());
    }
    if (code == SQLiteErrorCode.SQLITE_BUSY.code) {
      return "is locked by another process for too long; end that process (%s)".formatted(shown);
    }
    if (SQLITE_OUTAGES.contains(code)) {
      return "cannot be read or written; check file and disk (%s)".formatted(shown);
    }
    return "failed (%s)".formatted(shown);
  }

  private boolean hasLittleSpace() {
    try {
      return file.isPresent()
          && Files.getFileStore(existing(file.get())).getUsableSpace() < LITTLE_SPACE;
    } catch (IOException e) {
      return false;
    }
  }

  /** The file system of the file and its free space. */
  private String space() {
    if (file.isEmpty()) {
      return "its disk";
    }
    try {
      FileStore store = Files.getFileStore(existing(file.get()));
      return "file system %s (%d KiB free of %d KiB)"
          .formatted(
              Printable.line(store.toString(), 200),
              store.getUsableSpace() / 1024,
              store.getTotalSpace() / 1024);
    } catch (IOException e) {
      return "its disk";
    }
  }

  /** The file, or its directory if the file does not exist. */
  private static Path existing(Path file) {
    Path parent = file.getParent();
    return parent == null || Files.exists(file) ? file : parent;
  }
}
