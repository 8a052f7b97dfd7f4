package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.store.StoreTables.Column;
import io.latchkey.ca.store.StoreTables.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies a whole store to a file and back, also from one kind of database to the other. Rows are
 * read and written one after the other, so that memory does not depend on the size of the store.
 * The CA's key stays encrypted under its passphrase, which is not part of the store.
 */
public final class StoreTransfer {
  /** Rows that the driver fetches or sends at once. */
  private static final int BATCH = 500;

  private StoreTransfer() {}

  /**
   * Writes all rows as they were at one moment. The store can be in use meanwhile.
   *
   * @param out a stream with a buffer; it is flushed and not closed
   * @return the number of rows of each table
   * @throws IOException if the file cannot be written
   * @throws AuthorityUnavailableException if the database cannot be read, or is not a store of this
   *     version
   */
  public static Map<String, Long> export(StoreLocation source, OutputStream out, Instant now)
      throws IOException {
    return unwrapped(() -> source.read(connection -> export(connection, out, now)));
  }

  private static Map<String, Long> export(Connection connection, OutputStream out, Instant now)
      throws SQLException {
    try {
      StoreFileWriter file = new StoreFileWriter(out, SchemaMigration.VERSION, now);
      Map<String, Long> counts = new LinkedHashMap<>();
      for (String name : StoreTables.EXPORTED) {
        Table table = StoreTables.read(connection, name);
        file.begin(table);
        try (PreparedStatement select = connection.prepareStatement(table.select())) {
          select.setFetchSize(BATCH);
          try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              file.row(table, rows);
            }
          }
        }
        counts.put(name, file.end(table));
      }
      file.complete();
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fills an empty store in one transaction: with all rows of the file, or with none. The number of
   * the next revocation list is raised, because lists may have been signed after the export.
   *
   * @param in a stream with a buffer; it is not closed
   * @return the number of rows of each table
   * @throws IOException if the file cannot be read or is damaged
   * @throws AuthorityUnavailableException if the database cannot be written or has rows already
   */
  public static Map<String, Long> load(StoreLocation target, InputStream in, Instant now)
      throws IOException {
    return unwrapped(
        () -> {
          try (StoreLocation.Opened opened = target.open()) {
            Database database = opened.database();
            return database.runAlone(
                connection -> {
                  Map<String, Long> counts =
                      load(connection, database.dialect(), database.name(), in);
                  long unused = RevocationStore.raiseListNumber(connection, now);
                  return counts;
                });
          }
        });
  }

  /**
   * Continues a store whose database was restored from a backup of its files or rows: raises the
   * number of the next revocation list, because clients reject a lower number than they know.
   *
   * @return the number of the next list
   * @throws AuthorityUnavailableException if there is no store, or the database cannot be written
   */
  public static long restored(StoreLocation store, Instant now) {
    boolean unused = store.<Boolean>read(connection -> true);
    try (StoreLocation.Opened opened = store.open()) {
      return opened
              .database()
              .<Long>runAlone(connection -> RevocationStore.raiseListNumber(connection, now))
          + 1;
    }
  }

  private static Map<String, Long> load(
      Connection connection, Dialect dialect, String name, InputStream in) throws SQLException {
    try {
      // The lock of the creation of the tables, so that no node starts meanwhile.
      dialect.lock(connection, SchemaMigration.LOCK);
      requireEmpty(connection, name);
      StoreFileReader file = new StoreFileReader(in, SchemaMigration.VERSION);
      Map<String, Long> counts = new LinkedHashMap<>();
      for (String each : StoreTables.EXPORTED) {
        counts.put(each, load(connection, dialect, file, StoreTables.read(connection, each)));
      }
      file.complete();
      dialect.continueIds(connection);
      return counts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireEmpty(Connection connection, String name) throws SQLException {
    for (String table : StoreTables.EXPORTED) {
      if (Sql.first(connection, row -> row.getInt(1), "SELECT 1 FROM " + table + " LIMIT 1")
          .isPresent()) {
        throw new AuthorityUnavailableException(
            ("The certificate store in %s is not empty (table %s); import into an empty database"
                    + " or data directory")
                .formatted(name, table));
      }
    }
  }

  private static long load(
      Connection connection, Dialect dialect, StoreFileReader file, Table table)
      throws IOException, SQLException {
    // The file may have the columns in the order of the other kind of database.
    List<Column> columns = new ArrayList<>(file.columns());
    file.begin(table);
    Table ordered = new Table(table.name(), columns, table.key());
    try (PreparedStatement insert = connection.prepareStatement(ordered.insert(dialect))) {
      int waiting = 0;
      while (file.hasRow()) {
        file.row(columns, insert);
        insert.addBatch();
        waiting++;
        if (waiting == BATCH) {
          insert.executeBatch();
          waiting = 0;
        }
      }
      if (waiting > 0) {
        insert.executeBatch();
      }
    }
    return file.end(table);
  }

  private interface Transfer {
    Map<String, Long> run();
  }

  private static Map<String, Long> unwrapped(Transfer transfer) throws IOException {
    try {
      return transfer.run();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
