package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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

  /** How long the connection of a reader waits for a response of the database. */
  private static final Duration READER_LIMIT = Duration.ofSeconds(3);

  /** How long a query of {@link #runPatiently} may take. */
  private static final Duration PATIENT_LIMIT = Duration.ofSeconds(60);

  /** How long a program of the operator waits for a response of the database. */
  static final Duration ALONE_LIMIT = Duration.ofMinutes(10);

  private static final int PAGE_THREADS = 2;

  /** Fewer than a server has threads for requests. */
  private static final int WAITING_PAGES = 32;

  /**
   * The writer keeps one connection of the pool, and {@link #runDirectly} and {@link #runPatiently}
   * use another.
   */
  private static final int QUERY_THREADS = Databases.POOL_SIZE - PAGE_THREADS - 2;

  private static final int WAITING_QUERIES = 256;

  /** The statements of a transaction. */
  public interface Work<T> {
    T in(Connection connection) throws SQLException;
  }

  /**
   * The source of connections.
   *
   * @param readers connections for queries
   * @param writer connections for the writer
   * @param patient connections for migrations and for work of any length
   * @param kept whether the writer keeps its connection between transactions; false for a data
   *     source of the application
   * @param file file of an embedded database
   * @param onClose closes the pool that was opened for the database
   */
  record Source(
      DataSource readers,
      DataSource writer,
      DataSource patient,
      boolean kept,
      Optional<Path> file,
      AutoCloseable onClose) {}

  private final Source source;
  private final Dialect dialect;
  private final DatabaseProblems problems;
  private final GroupWriter writer;
  private final Optional<QueryThreads> queryThreads;
  private final QueryThreads pageThreads;
  private Optional<Retention> retention = Optional.empty();

  private Database(Source source, Dialect dialect, DatabaseProblems problems, GroupWriter writer) {
    this.source = source;
    this.dialect = dialect;
    this.problems = problems;
    this.writer = writer;
    this.queryThreads =
        dialect.isServer()
            ? Optional.of(
                new QueryThreads(
                    problems, QUERY_THREADS, WAITING_QUERIES, GroupWriter.RESPONSE_TIMEOUT))
            : Optional.empty();
    this.pageThreads =
        new QueryThreads(problems, PAGE_THREADS, WAITING_PAGES, GroupWriter.RESPONSE_TIMEOUT);
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
    Dialect dialect = migrate(source.patient(), name, problems);
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

  /**
   * Runs a query and rolls its transaction back. The caller waits at most 2.5 s for a database
   * server, whatever happens to the connection. An embedded database is read in the thread of the
   * caller.
   *
   * @throws AuthorityUnavailableException if the query fails or takes longer
   */
  public <T> T run(Work<T> work) {
    return queryThreads
        .map(threads -> threads.<T>run(() -> query(source.readers(), READER_LIMIT, work)))
        .orElseGet(() -> query(source.readers(), READER_LIMIT, work));
  }

  /**
   * Runs a query that may take a second, such as a page of the record, and rolls its transaction
   * back. Two of them run at a time, in threads of their own: they keep neither threads nor
   * connections from other queries, such as those for signing and revocation. The caller waits at
   * most 2.5 s.
   *
   * @throws AuthorityUnavailableException if the query fails or takes longer, or too many wait
   */
  public <T> T runPage(Work<T> work) {
    return pageThreads.run(() -> query(source.readers(), READER_LIMIT, work));
  }

  /**
   * Runs a query in the thread of the caller, which must not be the thread of a request. It does
   * not wait for queries of requests. The transaction is rolled back.
   *
   * @throws AuthorityUnavailableException if the query fails, or takes longer than 3 s
   */
  <T> T runDirectly(Work<T> work) {
    return query(source.readers(), READER_LIMIT, work);
  }

  /**
   * Runs a query that may take up to a minute, in the thread of the caller, which must not be the
   * thread of a request. It uses a connection of the pool, because a database server may accept no
   * further one. The transaction is rolled back.
   */
  public <T> T runPatiently(Work<T> work) {
    return query(source.readers(), PATIENT_LIMIT, work);
  }

  /**
   * Runs a query that may take up to a minute, at the start of a node. It opens a connection to a
   * database server of its own, because other nodes that start may keep the server busy.
   */
  <T> T runAtStart(Work<T> work) {
    boolean server = dialect.isServer();
    return query(server ? source.patient() : source.readers(), PATIENT_LIMIT, work);
  }

  private <T> T query(DataSource connections, Duration limit, Work<T> work) {
    try (Connection connection = connections.getConnection()) {
      int before = dialect.bound(connection, limit);
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try {
        if (!source.kept() || limit.equals(PATIENT_LIMIT)) {
          dialect.limitStatements(connection, limit);
        }
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
    return run(connection -> Sql.number(connection, dialect.clockSql()));
  }

  /**
   * Runs work of any length in one transaction, in the thread of the caller. For the start of a
   * node and for programs of the operator, not for requests.
   */
  <T> T runAlone(Work<T> work) {
    try (Connection connection = source.patient().getConnection()) {
      int before = dialect.prepareWriter(connection);
      boolean autoCommit = connection.getAutoCommit();
      int unused = dialect.bound(connection, ALONE_LIMIT);
      connection.setAutoCommit(false);
      boolean done = false;
      try {
        T result = work.in(connection);
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
        connection.setAutoCommit(autoCommit);
        dialect.restore(connection, before);
      }
    } catch (SQLException e) {
      throw problems.explain(e);
    }
  }

  Dialect dialect() {
    return dialect;
  }

  /** See {@link Dialect#clockSql}. */
  String clockSql() {
    return dialect.clockSql();
  }

  /**
   * Returns a time of this host, or the time of the database server if this host is ahead of it.
   * What a node deletes or revokes at a time then follows the server, so that one node whose clock
   * is ahead does not do it too early for all nodes. An embedded database has the clock of this
   * host.
   */
  Instant earlier(Connection connection, Instant here) throws SQLException {
    if (serverClockSql().isEmpty()) {
      return here;
    }
    Instant there = Instant.ofEpochMilli(Sql.number(connection, clockSql()));
    return here.isBefore(there) ? here : there;
  }

  /**
   * See {@link Dialect#clockSql}; empty if the database is embedded and has the clock of this host.
   */
  Optional<String> serverClockSql() {
    return dialect.isServer() ? Optional.of(dialect.clockSql()) : Optional.empty();
  }

  /** See {@link Dialect#lock}. */
  void lock(Connection connection, long lock) throws SQLException {
    dialect.lock(connection, lock);
  }

  /** See {@link Dialect#tryLock}. */
  boolean tryLock(Connection connection, long lock) throws SQLException {
    return dialect.tryLock(connection, lock);
  }

  /**
   * Starts to remove the rows of certificates that ended long ago; call it once.
   *
   * @param keep how long a row is kept after the end of its certificate
   */
  public synchronized void removeAfter(Duration keep, Clock clock) {
    retention = Optional.of(Retention.start(this, keep, clock, Retention.Pace.DEFAULT));
  }

  /**
   * Completes the queued writes and closes the pool. A data source of the application stays open.
   */
  @Override
  public synchronized void close() {
    retention.ifPresent(Retention::close);
    writer.close();
    queryThreads.ifPresent(QueryThreads::close);
    pageThreads.close();
    try {
      source.onClose().close();
    } catch (Exception e) {
      LOG.warn("{} was not closed cleanly: {}", name(), e.toString());
    }
  }
}
