package io.latchkey.ca.store;

import io.latchkey.base.text.Printable;
import io.latchkey.base.text.Utf8;
import io.latchkey.ca.store.StoreFileWriter.Checksum;
import io.latchkey.ca.store.StoreTables.Column;
import io.latchkey.ca.store.StoreTables.Kind;
import io.latchkey.ca.store.StoreTables.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads the file that {@link StoreFileWriter} writes, line by line, and checks its checksums. Every
 * exception names the line.
 */
final class StoreFileReader {
  /** The longest line of a real store is the chain of an issuer. */
  private static final int MAX_LINE = 256 * 1024 * 1024;

  private final InputStream in;
  private final Checksum whole = new Checksum();
  private Checksum ofTable = new Checksum();
  private long rowsOfTable;
  private long rows;
  private long number;
  private byte[] line = new byte[0];
  private String text = "";

  /**
   * Reads the first lines. The stream needs a buffer.
   *
   * @param schema the only version of the tables that is accepted
   * @throws IOException if this is another file, or one for other tables
   */
  StoreFileReader(InputStream in, String schema) throws IOException {
    this.in = in;
    next();
    if (!text.equals(StoreFileWriter.FORMAT)) {
      throw bad("is not '%s'; give a file of 'store export'".formatted(StoreFileWriter.FORMAT));
    }
    counted();
    if (!text.equals("schema " + schema)) {
      throw bad(
          "is not 'schema %s'; use the release of Latchkey that wrote the file".formatted(schema));
    }
    counted();
    if (!text.startsWith("exported ")) {
      throw bad("does not begin with 'exported'");
    }
    counted();
  }

  /** Begins the rows of a table, which must have exactly the columns of the file. */
  void begin(Table table) throws IOException {
    List<String> words = List.of(text.split(" ", -1));
    if (words.size() < 3 || !words.get(0).equals("table") || !words.get(1).equals(table.name())) {
      throw bad("does not begin table %s".formatted(table.name()));
    }
    Stream<String> columns = table.columns().stream().map(StoreFileReader::declared);
    if (!words.subList(2, words.size()).stream()
        .sorted()
        .toList()
        .equals(columns.sorted().toList())) {
      throw bad("does not name the columns that table %s has".formatted(table.name()));
    }
    counted();
    ofTable = new Checksum();
    rowsOfTable = 0;
  }

  private static String declared(Column column) {
    return column.name() + ":" + column.kind().wireName();
  }

  /** The columns in the order of the file; to be called before {@link #begin}. */
  List<Column> columns() throws IOException {
    List<Column> columns = new ArrayList<>();
    for (String word : text.split(" ", -1)) {
      int colon = word.indexOf(':');
      if (colon > 0) {
        columns.add(new Column(word.substring(0, colon), kind(word.substring(colon + 1))));
      }
    }
    return columns;
  }

  private Kind kind(String word) throws IOException {
    try {
      return Kind.valueOf(word.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw bad("has a column of an unknown kind");
    }
  }

  /** Whether the current line is a row. */
  boolean hasRow() {
    return text.startsWith("=");
  }

  /** Binds the current row to a statement. */
  void row(List<Column> columns, PreparedStatement statement) throws IOException, SQLException {
    String[] values = text.substring(1).split("\t", -1);
    if (values.length != columns.size()) {
      throw bad("has %d values instead of %d".formatted(values.length, columns.size()));
    }
    for (int i = 0; i < values.length; i++) {
      bind(statement, i + 1, columns.get(i), values[i]);
    }
    ofTable.update(line);
    rowsOfTable++;
    counted();
  }

  private void bind(PreparedStatement statement, int index, Column column, String value)
      throws IOException, SQLException {
    boolean isNull = value.equals(StoreFileWriter.NULL);
    try {
      switch (column.kind()) {
        case INTEGER -> {
          if (isNull) {
            statement.setNull(index, Types.BIGINT);
          } else {
            statement.setLong(index, Long.parseLong(value));
          }
        }
        case TEXT -> statement.setString(index, isNull ? null : unescaped(value));
        case BLOB -> statement.setBytes(index, isNull ? null : Base64.getDecoder().decode(value));
      }
    } catch (IllegalArgumentException e) {
      throw bad("has a malformed value of column %s".formatted(column.name()));
    }
  }

  private static String unescaped(String value) {
    if (value.indexOf('\\') < 0) {
      return value;
    }
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
        text.append(
            switch (i < value.length() ? value.charAt(i) : ' ') {
              case 't' -> '\t';
              case 'n' -> '\n';
              case 'r' -> '\r';
              case '\\' -> '\\';
              default -> throw new IllegalArgumentException("unknown escape");
            });
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Ends the rows of a table, checks them, and returns their number. */
  long end(Table table) throws IOException {
    String expected = "end %s %d %s".formatted(table.name(), rowsOfTable, ofTable.hex());
    if (!text.equals(expected)) {
      throw bad("does not match the rows of table %s".formatted(table.name()));
    }
    counted();
    rows += rowsOfTable;
    return rowsOfTable;
  }

  /** Checks the last line, and that nothing follows. */
  void complete() throws IOException {
    String expected = "complete %d %s".formatted(rows, whole.hex());
    if (!text.equals(expected)) {
      throw bad("does not match the lines before it");
    }
    if (in.read() >= 0) {
      throw bad("is not the last");
    }
  }

  /** Counts the current line in the checksum of the file and reads the next. */
  private void counted() throws IOException {
    whole.update(line);
    next();
  }

  private void next() throws IOException {
    number++;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int b = in.read();
    while (b >= 0 && b != '\n' && bytes.size() < MAX_LINE) {
      bytes.write(b);
      b = in.read();
    }
    if (b != '\n') {
      throw bad(b < 0 ? "is missing or incomplete" : "is too long");
    }
    bytes.write(b);
    line = bytes.toByteArray();
    text =
        Utf8.decodeExactly(Arrays.copyOf(line, line.length - 1))
            .orElseThrow(() -> bad("is not UTF-8"));
  }

  private IOException bad(String problem) {
    return new IOException(
        "The export is damaged or not one: line %d %s. Nothing was imported"
            .formatted(number, Printable.line(problem, 200)));
  }
}
