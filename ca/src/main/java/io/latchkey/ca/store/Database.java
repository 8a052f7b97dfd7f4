package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database that holds the store's tables. One thread writes; callers read in their own threads.
 * Safe for use by several threads.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);

  /** How long a reader waits for an answer of the database. */
  private static final Duration READER_LIMIT = Duration.ofSeconds(3);

  /** The statements of a transaction. */
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /**
   * The source of connections.
   *
   * @param readers connections for queries
   * @param writer connections for the writer and for migrations
   * @param kept whether the writer keeps its connection between transactions
   * @param file file of an embedded database
   * @param onClose closes the pool that was opened for the database
   */
  record Source(
      DataSource readers,
      DataSource writer,
      boolean kept,
      Optional<Path> file,
      AutoCloseable onClose) {}

  private final Source source;
  private final Dialect dialect;
  private final DatabaseProblems problems;
  private final GroupWriter writer;

  private Database(Source source, Dialect dialect, DatabaseProblems problems, GroupWriter writer) {
    this.source = source;
    this.dialect = dialect;
    this.problems = problems;
    this.writer = writer;
  }

  /**
   * Connects to a database and creates or updates the store's tables.
   *
   * @param name name of the database in messages
   * @throws AuthorityUnavailableException if the database cannot be used
   */
  static Database open(String name, Source source) {
    return open(name, source, GroupWriter.Limits.DEFAULT);
  }

  static Database open(String name, Source source, GroupWriter.Limits limits) {
    DatabaseProblems problems = new DatabaseProblems(name, source.file());
    Dialect dialect = migrate(source.writer(), name, problems);
    WriterSession session = new WriterSession(source.writer(), dialect, source.kept());
    return new Database(source, dialect, problems, new GroupWriter(session, problems, limits));
  }

  private static Dialect migrate(DataSource dataSource, String name, DatabaseProblems problems) {
    try {
      Dialect dialect;
      try (Connection connection = dataSource.getConnection()) {
        dialect = Dialect.of(connection, name);
        dialect.restore(connection, dialect.prepareWriter(connection));
      }
      SchemaMigration.run(dataSource, dialect);
      return dialect;
    } catch (SQLException | RuntimeException e) {
      throw problems.explain(e);
    }
  }

  public String name() {
    return problems.name();
  }

  /** Runs a query in the thread of the caller. The transaction is rolled back. */
  public <T> T run(Work<T> work) {
    try (Connection connection = source.readers().getConnection()) {
      int before = dialect.bound(connection, READER_LIMIT);
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        return work.in(connection);
      } finally {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
        dialect.restore(connection, before);
      }
    } catch (SQLException e) {
      throw problems.explain(e);
    }
  }

  /** Runs a write in the thread of the writer. Returns after the result is on disk. */
  public <T> T write(Work<T> work) {
    return writer.write(work);
  }

  /** Queues a write and does not wait for it. */
  <T> CompletableFuture<T> submit(Work<T> work) {
    return writer.submit(work);
  }

  /** Returns the number of queued writes. */
  int waiting() {
    return writer.waiting();
  }

  /** See {@link GroupWriter#add}. */
  boolean add(CertificateRow row) {
    return writer.add(row);
  }

  /**
   * Returns the time of the database in milliseconds since the epoch.
   *
   * @throws AuthorityUnavailableException if the store cannot be read, or its last write failed
   */
  public long clock() {
    writer
        .outage()
        .ifPresent(
            outage -> {
              throw outage.forCaller();
            });
    return run(
        connection -> {
          try (var select = Sql.probe(connection, dialect.clockSql())) {
            return Sql.number(select);
          }
        });
  }

  /**
   * Completes the queued writes and closes the pool. A data source of the application stays open.
   */
  @Override
  public void close() {
    writer.close();
    try {
      source.onClose().close();
    } catch (Exception e) {
      LOG.warn("{} was not closed cleanly: {}", name(), e.toString());
    }
  }
}
