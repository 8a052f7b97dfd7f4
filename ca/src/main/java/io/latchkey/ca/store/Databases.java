package io.latchkey.ca.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.DriverDataSource;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the database that the store is configured to use. */
public final class Databases {
  /** The embedded database in the data directory. */
  public static final String EMBEDDED_FILE = "latchkey.db";

  /** The store of versions before the first release. */
  public static final String H2_FILE = "latchkey.mv.db";

  private static final Logger LOG = LoggerFactory.getLogger(Databases.class);
  static final int POOL_SIZE = 8;
  private static final long CONNECTION_TIMEOUT_MS = 1_500;
  private static final long VALIDATION_TIMEOUT_MS = 1_000;

  /**
   * PostgreSQL ends a statement of a pooled connection after this time, and the connection of a
   * node that stalls in a transaction, which otherwise keeps its locks.
   */
  private static final String STATEMENT_LIMIT =
      "SET statement_timeout = 3000; SET idle_in_transaction_session_timeout = "
          + Dialect.IDLE_LIMIT.toMillis();

  /** Seconds without a response after which a new connection fails. */
  private static final int SOCKET_TIMEOUT = 5;

  /** The same for a migration of the schema, which may wait for another node's. */
  private static final int PATIENT_SOCKET_TIMEOUT = 60;

  private Databases() {}

  /** SQLite, in a file of the data directory. */
  public static Database embedded(DataDirectory directory) {
    rejectH2(directory);
    return sqlite(directory, directory.file(EMBEDDED_FILE));
  }

  private static void rejectH2(DataDirectory directory) {
    Path old = directory.file(H2_FILE);
    if (Files.notExists(old)) {
      return;
    }
    if (Files.exists(directory.file(EMBEDDED_FILE))) {
      LOG.warn("File {} is a store of an earlier version; it is not used, delete it", old);
      return;
    }
    throw new AuthorityUnavailableException(
        ("File %s is a certificate store of a version before the first release (H2), which this"
                + " version cannot read. To begin with a new CA, move this file, ca.crt and ca.pass"
                + " to another directory")
            .formatted(old));
  }

  /**
   * The database at a JDBC URL: PostgreSQL, or a file of SQLite.
   *
   * @param directory for SQLite's native library
   */
  public static Database at(
      DataDirectory directory, String url, Optional<String> user, Optional<String> password) {
    Optional<Path> file = SqliteFile.ofUrl(url);
    if (file.isPresent()) {
      return sqlite(directory, file.get());
    }
    return ofServer(url, user, password);
  }

  /** A server of PostgreSQL. */
  static Database ofServer(String url, Optional<String> user, Optional<String> password) {
    loadDrivers();
    HikariConfig config = pool();
    config.setJdbcUrl(limited(url, SOCKET_TIMEOUT));
    config.setConnectionInitSql(STATEMENT_LIMIT);
    user.ifPresent(config::setUsername);
    password.ifPresent(config::setPassword);
    String name = DatabaseProblems.shown(url);
    HikariDataSource pool = opened(config, new DatabaseProblems(name, Optional.empty()));
    DataSource patient = patient(url, user, password);
    return open(name, new Database.Source(pool, pool, patient, true, Optional.empty(), pool));
  }

  /**
   * A servlet container loads no drivers of an application's own, and the loader of this thread may
   * be any.
   */
  private static void loadDrivers() {
    ServiceLoader.load(Driver.class, Databases.class.getClassLoader()).stream()
        .forEach(ServiceLoader.Provider::get);
  }

  /**
   * Adds timeouts of the driver, in seconds, to a URL. The driver uses the last value of a
   * parameter, so these replace timeouts in the URL. They apply while a connection is opened; then
   * the store sets its own.
   */
  static String limited(String url, int socketTimeout) {
    return "%s%cconnectTimeout=2&socketTimeout=%d&tcpKeepAlive=true"
        .formatted(url, url.indexOf('?') < 0 ? '?' : '&', socketTimeout);
  }

  /** Connections of a server without a pool and without a limit for statements. */
  static DataSource patient(String url, Optional<String> user, Optional<String> password) {
    loadDrivers();
    return new DriverDataSource(
        limited(url, PATIENT_SOCKET_TIMEOUT),
        null,
        new Properties(),
        user.orElse(null),
        password.orElse(null));
  }

  /** A data source of the application. It is not closed, and no connection of it is kept. */
  public static Database of(DataSource dataSource) {
    return open(
        "the configured data source",
        new Database.Source(dataSource, dataSource, dataSource, false, Optional.empty(), () -> {}));
  }

  private static Database sqlite(DataDirectory directory, Path path) {
    SqliteLibrary.load(directory);
    return ofFile(path);
  }

  /** A file of SQLite, whose native library is loaded. */
  static Database ofFile(Path path) {
    SqliteFile file = SqliteFile.open(path);
    String name = "file " + path;
    try {
      return sqlite(name, file);
    } catch (RuntimeException e) {
      file.deleteIfCreated();
      throw e;
    }
  }

  private static Database sqlite(String name, SqliteFile file) {
    HikariConfig config = pool();
    config.setDataSource(file.readers());
    config.setConnectionInitSql("PRAGMA query_only = ON");
    // Opens connections on demand: the writer creates the tables first.
    config.setInitializationFailTimeout(-1);
    config.setMinimumIdle(0);
    HikariDataSource pool = opened(config, new DatabaseProblems(name, Optional.of(file.path())));
    return open(
        name,
        new Database.Source(
            pool, file.writer(), file.writer(), true, Optional.of(file.path()), pool));
  }

  private static Database open(String name, Database.Source source) {
    try {
      return Database.open(name, source);
    } catch (RuntimeException e) {
      close(source.onClose());
      throw e;
    }
  }

  private static void close(AutoCloseable pool) {
    try {
      pool.close();
    } catch (Exception e) {
      LOG.debug("A pool was not closed cleanly", e);
    }
  }

  private static HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("latchkey");
    config.setMaximumPoolSize(POOL_SIZE);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
    config.setValidationTimeout(VALIDATION_TIMEOUT_MS);
    return config;
  }

  private static HikariDataSource opened(HikariConfig config, DatabaseProblems problems) {
    try {
      return new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw problems.explain(e);
    }
  }
}
