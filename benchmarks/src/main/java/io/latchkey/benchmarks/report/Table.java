package io.latchkey.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
public final class Table {
  private final List<String> lines = new ArrayList<>();

  /** Creates a table with a header and no rows. */
  public Table(String... header) {
    add(header);
    lines.add("|" + " --- |".repeat(header.length));
  }

  /** Adds a row. */
  public Table add(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
    return this;
  }

  /** Returns the lines of the table, each with a line feed at its end. */
  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
