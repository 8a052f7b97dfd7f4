package io.latchkey.ca;

/** Makes text from outside fit for one line of a log or a message. */
final class Printable {
  private Printable() {}

  /** At most so many characters, control, formatting and line-breaking characters escaped. */
  static String line(String text, int maxLength) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .takeWhile(c -> line.length() < maxLength)
        .forEach(
            c -> {
              if (isUnprintable(c)) {
                line.append(String.format("\\u%04x", c));
              } else {
                line.appendCodePoint(c);
              }
            });
    return line.length() <= maxLength ? line.toString() : line.substring(0, maxLength);
  }

  /** Whether a character could break a line, hide, or reorder the text around it. */
  static boolean isUnprintable(int codePoint) {
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
