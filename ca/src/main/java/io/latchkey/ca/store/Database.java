package io.latchkey.ca.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that holds the store's tables. Safe for use by several threads. */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** What a transaction does. */
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /** What a transaction writes. */
  interface Writing {
    void in(Connection connection) throws SQLException;
  }

  private final String name;
  private final DataSource dataSource;
  private final Durability durability;
  private final AutoCloseable onClose;

  /**
   * @param name what messages call it
   * @param onClose lets go of what was opened for it
   */
  Database(String name, DataSource dataSource, Durability durability, AutoCloseable onClose) {
    this.name = name;
    this.dataSource = dataSource;
    this.durability = durability;
    this.onClose = onClose;
  }

  DataSource dataSource() {
    return dataSource;
  }

  public String name() {
    return name;
  }

  /** Does work that changes nothing, or nothing of importance: it need not be on disk at once. */
  public <T> T run(Work<T> work) {
    try {
      return inTransaction(work);
    } catch (SQLException e) {
      throw DatabaseProblems.explain(name, e);
    }
  }

  /**
   * Writes, and returns once that is on disk.
   *
   * @return false if a unique constraint stands against it; then nothing was written
   */
  boolean write(Writing writing) {
    try {
      durability.commit(
          () ->
              inTransaction(
                  connection -> {
                    writing.in(connection);
                    return true;
                  }));
      return true;
    } catch (SQLException e) {
      if (DatabaseProblems.isUniqueViolation(e)) {
        return false;
      }
      throw DatabaseProblems.explain(name, e);
    }
  }

  private <T> T inTransaction(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = work.in(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          rollback(connection);
        }
        connection.setAutoCommit(autoCommit);
      }
    }
  }

  private void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("{} could not roll back; closing the connection does", name, e);
    }
  }

  @Override
  public void close() {
    durability.close();
    try {
      onClose.close();
    } catch (Exception e) {
      LOG.warn("{} was not closed cleanly: {}", name, e.toString());
    }
  }
}
