package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that writes, with its prepared statements. A connection that was lost before the
 * commit is replaced once, and the transaction is repeated. Used by one thread.
 */
final class WriterSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriterSession.class);

  private final DataSource dataSource;
  private final Dialect dialect;
  private final boolean kept;
  private Optional<Open> open = Optional.empty();
  private boolean commitBegun;

  /** A connection, and the properties that it had before. */
  private record Open(
      Connection connection,
      CertificateStatements statements,
      boolean autoCommitBefore,
      int timeoutBefore) {}

  /**
   * @param kept whether the connection stays open between two transactions; a connection that
   *     belongs to the pool of a server is returned instead
   */
  WriterSession(DataSource dataSource, Dialect dialect, boolean kept) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.kept = kept;
  }

  /** See {@link CertificateStatements#insert}. Returns after the commit. */
  boolean[] insert(List<CertificateRow> rows) throws SQLException {
    return inTransaction(session -> session.statements().insert(rows));
  }

  /** Runs work in a transaction. Returns after the commit. */
  <T> T run(Database.Work<T> work) throws SQLException {
    return inTransaction(session -> work.in(session.connection()));
  }

  /** Whether the last transaction may have been written although it failed. */
  boolean mayHaveCommitted() {
    return commitBegun;
  }

  private interface SessionWork<T> {
    T in(Open session) throws SQLException;
  }

  private <T> T inTransaction(SessionWork<T> work) throws SQLException {
    boolean old = open.isPresent();
    try {
      return attempt(work);
    } catch (SQLException e) {
      if (!old || commitBegun || !DatabaseProblems.isConnectionLost(e)) {
        throw e;
      }
      LOG.debug("The connection was lost; the transaction is repeated on a new one", e);
      close();
      return attempt(work);
    }
  }

  private <T> T attempt(SessionWork<T> work) throws SQLException {
    commitBegun = false;
    Open session = session();
    boolean done = false;
    try {
      T result = work.in(session);
      commitBegun = true;
      session.connection().commit();
      session.statements().committed();
      done = true;
      return result;
    } finally {
      if (!done) {
        session.statements().rolledBack();
      }
      if (!done && !isRolledBack(session.connection())) {
        close();
      }
      if (!kept) {
        close();
      }
    }
  }

  private Open session() throws SQLException {
    if (open.isPresent()) {
      return open.get();
    }
    Connection connection = dataSource.getConnection();
    int timeoutBefore;
    try {
      timeoutBefore = dialect.prepareWriter(connection);
    } catch (SQLException | RuntimeException e) {
      closeQuietly(connection);
      throw e;
    }
    try {
      boolean autoCommitBefore = connection.getAutoCommit();
      connection.setAutoCommit(false);
      if (!kept) {
        dialect.limitStatements(connection, Dialect.WRITER_LIMIT);
      }
      CertificateStatements statements = new CertificateStatements(connection, dialect);
      Open opened = new Open(connection, statements, autoCommitBefore, timeoutBefore);
      open = Optional.of(opened);
      return opened;
    } catch (SQLException | RuntimeException e) {
      giveBack(connection, timeoutBefore);
      throw e;
    }
  }

  private static boolean isRolledBack(Connection connection) {
    try {
      connection.rollback();
      return true;
    } catch (SQLException e) {
      LOG.debug("A transaction could not be rolled back; its connection is closed", e);
      return false;
    }
  }

  /** Closes the connection. The next transaction opens another one. */
  @Override
  public void close() {
    Optional<Open> closed = open;
    open = Optional.empty(); // also if the driver fails
    closed.ifPresent(
        session -> {
          try {
            session.statements().close();
            session.connection().setAutoCommit(session.autoCommitBefore());
          } catch (SQLException e) {
            LOG.debug("The connection was lost before it was closed", e);
          }
          giveBack(session.connection(), session.timeoutBefore());
        });
  }

  /** Restores the network timeout, because a pool may reuse the connection, and closes it. */
  private void giveBack(Connection connection, int timeoutBefore) {
    try {
      dialect.restore(connection, timeoutBefore);
    } catch (SQLException e) {
      LOG.debug("The network timeout of a connection could not be restored", e);
    }
    closeQuietly(connection);
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }
}
