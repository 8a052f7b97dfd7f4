package io.latchkey.tokens.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one text by the grammar of RFC 8259, which the methods quote. For a single thread. */
final class JsonReader {
  private static final String NO_JSON = "is not a JSON object with distinct member names";
  private static final String LIMIT =
      "is nested deeper than %d levels, or has a number of more than %d characters"
          .formatted(StrictJson.MAX_DEPTH, StrictJson.MAX_NUMBER_LENGTH);

  /** Each number with so many digits is a long. */
  private static final int DIGITS_OF_A_LONG = 18;

  /** What {@link #peek} returns at the end of the text; in a text it is malformed everywhere. */
  private static final char END = '\0';

  private final String text;
  private int at;
  private int valuesLeft;
  private int depth;

  /**
   * @param text has no unpaired surrogates
   */
  JsonReader(String text, int maxValues) {
    this.text = text;
    valuesLeft = maxValues;
  }

  /** {@code ws object ws}. */
  Map<String, Object> document() throws MalformedJsonException {
    valuesLeft--;
    skipSpace();
    Map<String, Object> object = object();
    skipSpace();
    if (at < text.length()) {
      throw new MalformedJsonException(NO_JSON);
    }
    return object;
  }

  /** {@code begin-object [ member *( value-separator member ) ] end-object}. */
  @SuppressWarnings("NullAway") // JSON null is Java null
  private Map<String, Object> object() throws MalformedJsonException {
    enter('{');
    Map<String, Object> members = new LinkedHashMap<>();
    skipSpace();
    if (!take('}')) {
      do {
        skipSpace();
        String name = string();
        skipSpace();
        expect(':');
        Object value = value();
        if (members.containsKey(name)) {
          throw new MalformedJsonException(NO_JSON);
        }
        members.put(name, value);
        skipSpace();
      } while (take(','));
      expect('}');
    }
    depth--;
    return Collections.unmodifiableMap(members);
  }

  /** {@code begin-array [ value *( value-separator value ) ] end-array}. */
  @SuppressWarnings("NullAway") // as above
  private List<Object> array() throws MalformedJsonException {
    enter('[');
    List<Object> items = new ArrayList<>();
    skipSpace();
    if (!take(']')) {
      do {
        items.add(value());
        skipSpace();
      } while (take(','));
      expect(']');
    }
    depth--;
    return Collections.unmodifiableList(items);
  }

  private void enter(char bracket) throws MalformedJsonException {
    expect(bracket);
    if (++depth > StrictJson.MAX_DEPTH) {
      throw new MalformedJsonException(LIMIT);
    }
  }

  /** {@code ws ( false / null / true / object / array / number / string )}. */
  private @Nullable Object value() throws MalformedJsonException {
    if (--valuesLeft < 0) {
      throw new MalformedJsonException("has too many values");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  /** {@code [ minus ] int [ frac ] [ exp ]}. */
  private Number number() throws MalformedJsonException {
    int from = at;
    boolean negative = take('-');
    int firstDigit = at;
    skipDigits();
    if (at - firstDigit > 1 && text.charAt(firstDigit) == '0') {
      throw new MalformedJsonException(NO_JSON);
    }
    int end = at;
    if (take('.')) {
      skipDigits();
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      skipDigits();
    }
    if (at - from > StrictJson.MAX_NUMBER_LENGTH) {
      throw new MalformedJsonException(LIMIT);
    }
    if (at > end) {
      return Double.valueOf(text.substring(from, at));
    }
    return end - firstDigit > DIGITS_OF_A_LONG
        ? large(new BigInteger(text.substring(from, end)))
        : small(firstDigit, end, negative);
  }

  private Long small(int from, int to, boolean negative) {
    long value = 0;
    for (int n = from; n < to; n++) {
      value = value * 10 + (text.charAt(n) - '0');
    }
    return negative ? -value : value;
  }

  private static Number large(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
  }

  /** {@code 1*DIGIT}. */
  private void skipDigits() throws MalformedJsonException {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == from) {
      throw new MalformedJsonException(NO_JSON);
    }
  }

  /** {@code quotation-mark *char quotation-mark}. */
  private String string() throws MalformedJsonException {
    expect('"');
    int from = at;
    char c = character();
    while (c != '"') {
      if (c == '\\') {
        at--;
        return escapedString(from);
      }
      c = character();
    }
    return text.substring(from, at - 1);
  }

  private String escapedString(int from) throws MalformedJsonException {
    StringBuilder string = new StringBuilder(text.substring(from, at));
    for (char c = character(); c != '"'; c = character()) {
      string.append(c == '\\' ? escape() : c);
    }
    checkSurrogates(string);
    return string.toString();
  }

  /** The next character of a string, which is no control character. */
  private char character() throws MalformedJsonException {
    char c = peek();
    if (c < ' ') {
      throw new MalformedJsonException(NO_JSON);
    }
    at++;
    return c;
  }

  /** What follows a backslash. */
  private char escape() throws MalformedJsonException {
    char c = character();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex() << 12 | hex() << 8 | hex() << 4 | hex());
      default -> throw new MalformedJsonException(NO_JSON);
    };
  }

  private int hex() throws MalformedJsonException {
    char c = character();
    if (!HexFormat.isHexDigit(c)) {
      throw new MalformedJsonException(NO_JSON);
    }
    return HexFormat.fromHexDigit(c);
  }

  private static void checkSurrogates(CharSequence text) throws MalformedJsonException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new MalformedJsonException("has an escape of an unpaired surrogate");
      }
    }
  }

  /** {@code ws}. */
  private void skipSpace() {
    char c = peek();
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      at++;
      c = peek();
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private boolean take(char expected) {
    boolean found = peek() == expected;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char expected) throws MalformedJsonException {
    if (!take(expected)) {
      throw new MalformedJsonException(NO_JSON);
    }
  }

  private @Nullable Object literal(String name, @Nullable Object value)
      throws MalformedJsonException {
    if (!text.startsWith(name, at)) {
      throw new MalformedJsonException(NO_JSON);
    }
    at += name.length();
    return value;
  }
}
