package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A store that a program of the operator reads or fills. Immutable. */
public final class StoreLocation {
  private final String name;
  private final Dialect dialect;
  private final Optional<Path> file;
  private final DataSource source;
  private final Opener opener;

  private interface Opener {
    Opened open();
  }

  /** A database that is open, and what to do once it is closed. */
  record Opened(Database database, Runnable afterClose) implements AutoCloseable {
    @Override
    public void close() {
      database.close();
      afterClose.run();
    }
  }

  private StoreLocation(
      String name, Dialect dialect, Optional<Path> file, DataSource source, Opener opener) {
    this.name = name;
    this.dialect = dialect;
    this.file = file;
    this.source = source;
    this.opener = opener;
  }

  /**
   * The SQLite file in a data directory. A server may use the directory while the store is read. It
   * must not while the store is filled: another process has the lock of the directory.
   */
  public static StoreLocation inDirectory(Path directory) {
    Path file = directory.toAbsolutePath().normalize().resolve(Databases.EMBEDDED_FILE);
    return ofFile(
        file,
        () -> {
          DataDirectory opened = DataDirectory.open(directory);
          try {
            return new Opened(Databases.embedded(opened), opened::close);
          } catch (RuntimeException e) {
            opened.close();
            throw e;
          }
        });
  }

  /**
   * The store at a JDBC URL: PostgreSQL, or a file of SQLite.
   *
   * @throws AuthorityUnavailableException if the URL is of neither
   */
  public static StoreLocation atUrl(String url, Optional<String> user, Optional<String> password) {
    Optional<Path> sqlite = SqliteFile.ofUrl(url);
    if (sqlite.isPresent()) {
      Path file = sqlite.get();
      return ofFile(
          file,
          () -> {
            SqliteLibrary.load();
            return new Opened(Databases.ofFile(file), () -> {});
          });
    }
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new AuthorityUnavailableException(
          "%s is not the URL of a store; write a URL that begins with jdbc:postgresql: or jdbc:sqlite:"
              .formatted(DatabaseProblems.shown(url)));
    }
    return new StoreLocation(
        DatabaseProblems.shown(url),
        PostgresqlDialect.INSTANCE,
        Optional.empty(),
        Databases.patient(url, user, password),
        () -> new Opened(Databases.ofServer(url, user, password), () -> {}));
  }

  private static StoreLocation ofFile(Path file, Opener opener) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(10_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return new StoreLocation(
        "file " + file, SqliteDialect.INSTANCE, Optional.of(file), source, opener);
  }

  /** Opens the store for an import, and creates its tables. */
  Opened open() {
    return opener.open();
  }

  /** Runs a query of any length on one state of the store. */
  <T> T read(Database.Work<T> work) {
    if (file.isPresent() && !Files.isRegularFile(file.get())) {
      throw new AuthorityUnavailableException(
          "There is no certificate store in %s; check the data directory".formatted(file.get()));
    }
    if (file.isPresent()) {
      SqliteLibrary.load();
    }
    try (Connection connection = source.getConnection()) {
      int unused = dialect.bound(connection, Database.ALONE_LIMIT);
      connection.setAutoCommit(false);
      dialect.beginSnapshot(connection);
      try {
        requireVersion(connection);
        return work.in(connection);
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw new DatabaseProblems(name, file).explain(e);
    }
  }

  private void requireVersion(Connection connection) throws SQLException {
    String version;
    try {
      version =
          Sql.first(
                  connection,
                  row -> row.getString(1),
                  "SELECT version FROM "
                      + SchemaMigration.HISTORY
                      + " WHERE version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1")
              .orElse("none");
    } catch (SQLException e) {
      if (DatabaseProblems.isConnectionLost(e)) {
        throw e;
      }
      throw new AuthorityUnavailableException(
          "There is no certificate store in %s; check the location".formatted(name), e);
    }
    if (!version.equals(SchemaMigration.VERSION)) {
      throw new AuthorityUnavailableException(
          ("The certificate store in %s has version %s of its tables and this program reads version"
                  + " %s; use the release of Latchkey that the server uses")
              .formatted(name, version, SchemaMigration.VERSION));
    }
  }
}
