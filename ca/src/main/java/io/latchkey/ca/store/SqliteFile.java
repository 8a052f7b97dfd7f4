package io.latchkey.ca.store;

import io.latchkey.base.io.FileProblem;
import io.latchkey.base.io.FileReplacement;
import io.latchkey.ca.AuthorityUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A database file of SQLite. Only its owner may read it. */
final class SqliteFile {
  /** The names of SQLite's own files beside the database. */
  private static final List<String> COMPANIONS = List.of("-wal", "-shm", "-journal");

  /**
   * A commit appends to the write-ahead log and flushes it; macOS flushes the disk's buffer only
   * with {@code fullfsync}. A checkpoint copies the log into the file after 4000 pages of 4 KiB.
   */
  static final List<String> WRITER_PRAGMAS =
      List.of(
          "PRAGMA busy_timeout = 2500",
          "PRAGMA journal_mode = WAL",
          "PRAGMA synchronous = FULL",
          "PRAGMA fullfsync = ON",
          "PRAGMA checkpoint_fullfsync = ON",
          "PRAGMA cache_size = -65536",
          "PRAGMA wal_autocheckpoint = 4000",
          "PRAGMA journal_size_limit = 67108864");

  private static final int READER_CACHE_KIB = 8192;
  private static final int BUSY_MILLISECONDS = 2500;
  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

  private final Path path;
  private final boolean created;

  private SqliteFile(Path path, boolean created) {
    this.path = path;
    this.created = created;
  }

  /**
   * Creates the file with mode 0600 if it does not exist. SQLite gives its companions the same
   * mode.
   *
   * @throws AuthorityUnavailableException if the file cannot be created, or its path has a
   *     character that SQLite's URLs cannot have
   */
  static SqliteFile open(Path path) {
    if (path.toString().indexOf('?') >= 0) {
      throw new AuthorityUnavailableException(
          "File %s has a '?' in its path, which SQLite's URL cannot have; use another directory"
              .formatted(path));
    }
    if (Files.exists(path)) {
      return new SqliteFile(path, false);
    }
    try {
      FileReplacement.createSecret(path, new byte[0]);
    } catch (IOException e) {
      throw new AuthorityUnavailableException(
          "File %s cannot be created: %s".formatted(path, FileProblem.reason(e)), e);
    }
    return new SqliteFile(path, true);
  }

  /** The file that a URL names; empty if it is not a URL of SQLite. */
  static Optional<Path> ofUrl(String url) {
    String prefix = "jdbc:sqlite:";
    if (!url.startsWith(prefix)) {
      return Optional.empty();
    }
    String name = url.substring(prefix.length());
    if (name.isEmpty() || name.startsWith(":") || name.startsWith("file:")) {
      throw new AuthorityUnavailableException(
          "latchkey.jdbc-url %s does not name a file; write jdbc:sqlite: and a path"
              .formatted(DatabaseProblems.shown(url)));
    }
    return Optional.of(Path.of(name.split("\\?", 2)[0]).toAbsolutePath().normalize());
  }

  Path path() {
    return path;
  }

  DataSource writer() {
    SQLiteConfig config = new SQLiteConfig();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    return source(config);
  }

  DataSource readers() {
    SQLiteConfig config = new SQLiteConfig();
    config.setCacheSize(-READER_CACHE_KIB);
    return source(config);
  }

  private DataSource source(SQLiteConfig config) {
    config.setBusyTimeout(BUSY_MILLISECONDS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    return source;
  }

  /** Deletes what this start has created, after the schema could not be created. */
  void deleteIfCreated() {
    if (!created) {
      return;
    }
    try {
      for (String companion : COMPANIONS) {
        Files.deleteIfExists(path.resolveSibling(path.getFileName() + companion));
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("File {} has no schema and cannot be deleted: {}", path, FileProblem.reason(e));
    }
  }
}
