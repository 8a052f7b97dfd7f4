package io.latchkey.ca.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.sql.DataSource;

/** Opens the database that the store shall use. */
public final class Databases {
  private static final String H2 = "H2";
  private static final String H2_FILE = "latchkey";
  private static final int POOL_SIZE = 8;
  private static final long CONNECTION_TIMEOUT_MS = 10_000;

  private Databases() {}

  /** H2, in a file of the data directory. */
  public static Database embedded(DataDirectory directory) {
    Path file = directory.file(H2_FILE);
    if (file.toString().indexOf(';') >= 0) {
      throw new AuthorityUnavailableException(
          "Data directory %s has a ';' in its path, which H2 cannot have; name another"
              .formatted(directory.path()));
    }
    HikariConfig config = pool();
    config.setDriverClassName("org.h2.Driver");
    // retry: an interrupted thread must not close the file for everybody. The database is closed by
    // us and not by a shutdown hook, which would pull it away from requests that are being
    // finished.
    config.setJdbcUrl("jdbc:h2:retry:" + file + ";DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
    config.setUsername("latchkey");
    config.setPassword("");
    // H2 closes the file with the last connection: so one lives as long as the pool.
    config.setMaxLifetime(0);
    return pooled("file " + file + ".mv.db", config);
  }

  /** Whatever database a JDBC driver finds at the URL. */
  public static Database at(String url, Optional<String> user, Optional<String> password) {
    // A servlet container loads no drivers of an application's own, and the loader of this thread
    // may be any.
    ServiceLoader.load(Driver.class, Databases.class.getClassLoader()).stream()
        .forEach(ServiceLoader.Provider::get);
    HikariConfig config = pool();
    config.setJdbcUrl(url);
    user.ifPresent(config::setUsername);
    password.ifPresent(config::setPassword);
    return pooled(withoutParameters(url), config);
  }

  /** A data source of the application; it is used as it is, and stays open. */
  public static Database of(DataSource dataSource) {
    String name = "the configured data source";
    return new Database(name, dataSource, durability(name, dataSource), () -> {});
  }

  private static HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("latchkey");
    config.setMaximumPoolSize(POOL_SIZE);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
    return config;
  }

  private static Database pooled(String name, HikariConfig config) {
    HikariDataSource pool = null;
    try {
      HikariDataSource opened = new HikariDataSource(config);
      pool = opened;
      return new Database(name, opened, durability(name, opened), opened);
    } catch (RuntimeException e) {
      if (pool != null) {
        pool.close();
      }
      throw e instanceof AuthorityUnavailableException ? e : DatabaseProblems.explain(name, e);
    }
  }

  /** H2 commits in memory, writes lazily, and flushes nothing, unless it is told to. */
  private static Durability durability(String name, DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      if (!isH2(connection)) {
        return Durability.BY_COMMIT;
      }
      execute(dataSource, "SET WRITE_DELAY 0");
    } catch (SQLException e) {
      throw DatabaseProblems.explain(name, e);
    }
    return new WriterThread(() -> execute(dataSource, "CHECKPOINT SYNC"));
  }

  static boolean isH2(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals(H2);
  }

  private static void execute(DataSource dataSource, String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String withoutParameters(String url) {
    return Printable.line(url.split("[;?]", 2)[0].replaceAll("//[^/@]*@", "//"), 200);
  }
}
