package io.latchkey.client;

/** Makes what a server sent fit for one line of a log or a terminal. */
final class Printable {
  private static final int MAX_LENGTH = 300;

  private Printable() {}

  static String line(String text) {
    String line = text.replaceAll("\\p{C}", "?");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
  }
}
