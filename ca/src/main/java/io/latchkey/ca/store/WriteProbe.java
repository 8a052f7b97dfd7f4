package io.latchkey.ca.store;

import java.security.SecureRandom;
import java.sql.SQLException;

/**
 * Finds out whether a store can be written: inserts a row that is larger than any certificate, and
 * deletes it.
 */
final class WriteProbe {
  private static final int BYTES = 64 * 1024;

  private static final long ID = 1;

  private WriteProbe() {}

  static void run(WriterSession session) throws SQLException {
    // Random, so that no database can compress it.
    byte[] filler = new byte[BYTES];
    new SecureRandom().nextBytes(filler);
    int written =
        session.run(
                connection ->
                    Sql.update(
                        connection,
                        "INSERT INTO latchkey_write_probe (id, filler) VALUES (?, ?)"
                            + " ON CONFLICT (id) DO UPDATE SET filler = excluded.filler",
                        ID,
                        filler))
            + session.run(
                connection ->
                    Sql.update(connection, "DELETE FROM latchkey_write_probe WHERE id = ?", ID));
    if (written == 0) {
      throw new SQLException("The database wrote no row");
    }
  }
}
