package io.latchkey.base.text;

import java.util.Optional;

/** Escapes untrusted text for one line of a log or a message. */
public final class Printable {
  private static final int MAX_LINE = 300;
  private static final int MAX_QUOTED = 200;

  private Printable() {}

  /**
   * Escapes control, formatting and line-breaking characters, and half surrogate pairs.
   *
   * @param maxLength the longest result; the rest is cut off
   */
  public static String line(String text, int maxLength) {
    StringBuilder line = new StringBuilder();
    text.codePoints().takeWhile(c -> line.length() < maxLength).forEach(c -> append(line, c));
    return line.length() <= maxLength ? line.toString() : line.substring(0, maxLength);
  }

  /** Does the same with a result of at most {@value #MAX_LINE} characters. */
  public static String line(String text) {
    return line(text, MAX_LINE);
  }

  /** Returns the text in quotes, or a dash if there is none. */
  public static String quoted(Optional<String> text) {
    return text.map(Printable::quoted).orElse("-");
  }

  /**
   * Returns at most {@value #MAX_QUOTED} characters of the text in quotes. Besides the characters
   * of {@link #line}, quotes and backslashes are escaped.
   */
  public static String quoted(String text) {
    StringBuilder line = new StringBuilder("\"");
    text.codePoints()
        .limit(MAX_QUOTED)
        .forEach(
            c -> {
              line.append(c == '"' || c == '\\' ? "\\" : "");
              append(line, c);
            });
    if (text.codePointCount(0, text.length()) > MAX_QUOTED) {
      line.append("...");
    }
    return line.append('"').toString();
  }

  private static void append(StringBuilder line, int codePoint) {
    if (isUnprintable(codePoint)) {
      line.append("\\u%04x".formatted(codePoint));
    } else {
      line.appendCodePoint(codePoint);
    }
  }

  /** Whether a character could end a line, is invisible, or reorders the text around it. */
  public static boolean isUnprintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
