package io.latchkey.tokens.log;

import java.util.Optional;

/** Values of strangers in a line of the log: quoted, bounded, and unable to end the line. */
public final class LogText {
  private static final int MAX_LENGTH = 200;

  private LogText() {}

  /** The value in quotes, or a dash if there is none. */
  public static String quoted(Optional<String> value) {
    return value.map(LogText::quoted).orElse("-");
  }

  /**
   * The value in quotes, at most {@value #MAX_LENGTH} characters of it. Quotes, backslashes,
   * control, formatting and line-breaking characters, and half surrogate pairs are escaped.
   */
  public static String quoted(String value) {
    StringBuilder text = new StringBuilder("\"");
    value
        .codePoints()
        .limit(MAX_LENGTH)
        .forEach(
            c -> {
              if (isUnprintable(c)) {
                text.append("\\u%04x".formatted(c));
              } else {
                text.append(c == '"' || c == '\\' ? "\\" : "").appendCodePoint(c);
              }
            });
    if (value.codePointCount(0, value.length()) > MAX_LENGTH) {
      text.append("...");
    }
    return text.append('"').toString();
  }

  private static boolean isUnprintable(int codePoint) {
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
