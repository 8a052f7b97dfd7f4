package io.latchkey.ca.store;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.ca.store.StoreTables.Column;
import io.latchkey.ca.store.StoreTables.Table;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Writes the file of an export, row by row. The file is UTF-8 text with lines that end with a line
 * feed:
 *
 * <pre>
 * latchkey-store 1
 * schema 3
 * exported 2026-06-01T12:00:00Z
 * table latchkey_caller id:integer kind:text name:text
 * =1 TAB psk TAB worker
 * end latchkey_caller 1 SHA-256 of the lines of the rows
 * complete 1 SHA-256 of all lines before this one
 * </pre>
 *
 * <p>A row begins with {@code =}. A tab separates two values. {@code \N} is null; in text, {@code
 * \t}, {@code \n}, {@code \r} and {@code \\} are a tab, a line feed, a carriage return and a
 * backslash. A blob is in base64 (RFC 4648 section 4).
 */
final class StoreFileWriter {
  static final String FORMAT = "latchkey-store 1";
  static final String NULL = "\\N";

  private final OutputStream out;
  private final Checksum whole = new Checksum();
  private Checksum ofTable = new Checksum();
  private long rowsOfTable;
  private long rows;

  /** Writes the first lines. The stream needs a buffer. */
  StoreFileWriter(OutputStream out, String schema, Instant now) throws IOException {
    this.out = out;
    line(FORMAT);
    line("schema " + schema);
    line("exported " + now);
  }

  /** Begins the rows of a table. */
  void begin(Table table) throws IOException {
    StringJoiner head = new StringJoiner(" ");
    head.add("table").add(table.name());
    table.columns().forEach(each -> head.add(each.name() + ":" + each.kind().wireName()));
    line(head.toString());
    ofTable = new Checksum();
    rowsOfTable = 0;
  }

  /** Writes the current row of a query for the columns of a table. */
  void row(Table table, ResultSet row) throws IOException, SQLException {
    StringJoiner values = new StringJoiner("\t", "=", "");
    for (int i = 0; i < table.columns().size(); i++) {
      values.add(value(table.columns().get(i), row, i + 1));
    }
    ofTable.update(line(values.toString()));
    rowsOfTable++;
  }

  private static String value(Column column, ResultSet row, int index) throws SQLException {
    return switch (column.kind()) {
      case INTEGER -> {
        long number = row.getLong(index);
        yield row.wasNull() ? NULL : Long.toString(number);
      }
      case TEXT -> escaped(row.getString(index));
      case BLOB -> encoded(row.getBytes(index));
    };
  }

  private static String escaped(@Nullable String text) {
    return text == null
        ? NULL
        : text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String encoded(byte @Nullable [] bytes) {
    return bytes == null ? NULL : Base64.getEncoder().encodeToString(bytes);
  }

  /** Ends the rows of a table, and returns their number. */
  long end(Table table) throws IOException {
    line("end %s %d %s".formatted(table.name(), rowsOfTable, ofTable.hex()));
    rows += rowsOfTable;
    return rowsOfTable;
  }

  /** Writes the last line. */
  void complete() throws IOException {
    line("complete %d %s".formatted(rows, whole.hex()));
    out.flush();
  }

  private byte[] line(String text) throws IOException {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    whole.update(bytes);
    out.write(bytes);
    return bytes;
  }

  /** The SHA-256 of lines. */
  static final class Checksum {
    private final MessageDigest digest = Sha256.newDigest();

    void update(byte[] line) {
      digest.update(line);
    }

    /** Ends the checksum, and returns it in lower-case hex. */
    String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
