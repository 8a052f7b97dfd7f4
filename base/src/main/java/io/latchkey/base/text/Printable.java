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
    StringBuilder line = new StringBuilder(Math.min(text.length(), maxLength));
    for (int at = 0; at < text.length() && line.length() < maxLength; ) {
      int codePoint = text.codePointAt(at);
      append(line, codePoint);
      at += Character.charCount(codePoint);
    }
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
    StringBuilder line = new StringBuilder(text.length() + 2).append('"');
    int at = 0;
    for (int count = 0; count < MAX_QUOTED && at < text.length(); count++) {
      int codePoint = text.codePointAt(at);
      if (codePoint == '"' || codePoint == '\\') {
        line.append('\\');
      }
      append(line, codePoint);
      at += Character.charCount(codePoint);
    }
    if (at < text.length()) {
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

  /** Whether some character is {@linkplain #isUnprintable(int) unprintable}. */
  public static boolean isUnprintable(String text) {
    for (int at = 0; at < text.length(); ) {
      int codePoint = text.codePointAt(at);
      if (isUnprintable(codePoint)) {
        return true;
      }
      at += Character.charCount(codePoint);
    }
    return false;
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
