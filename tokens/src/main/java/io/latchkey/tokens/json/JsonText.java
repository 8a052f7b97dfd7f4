package io.latchkey.tokens.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Writes JSON objects (RFC 8259). Safe for use by several threads. */
public final class JsonText {
  private static final JsonStringEncoder STRINGS = JsonStringEncoder.getInstance();

  private JsonText() {}

  /**
   * Writes an object in one line.
   *
   * @param object maps with string keys, iterables, strings, finite numbers, booleans and null
   * @throws IllegalArgumentException if a value has another type
   */
  public static String of(Map<String, ?> object) {
    StringBuilder text = new StringBuilder();
    writeObject(text, object);
    return text.toString();
  }

  private static void write(StringBuilder text, @Nullable Object value) {
    if (value == null || value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof Map<?, ?> object) {
      writeObject(text, object);
    } else if (value instanceof Iterable<?> items) {
      writeArray(text, items);
    } else if (value instanceof String string) {
      writeString(text, string);
    } else if (value instanceof Number number) {
      writeNumber(text, number);
    } else {
      throw new IllegalArgumentException(
          "a " + value.getClass().getName() + " is not a JSON value");
    }
  }

  private static void writeObject(StringBuilder text, Map<?, ?> object) {
    char before = '{';
    for (Map.Entry<?, ?> member : object.entrySet()) {
      text.append(before);
      writeString(text, String.valueOf(member.getKey()));
      text.append(':');
      write(text, member.getValue());
      before = ',';
    }
    text.append(before == '{' ? "{}" : "}");
  }

  private static void writeArray(StringBuilder text, Iterable<?> items) {
    char before = '[';
    for (Object item : items) {
      text.append(before);
      write(text, item);
      before = ',';
    }
    text.append(before == '[' ? "[]" : "]");
  }

  private static void writeString(StringBuilder text, String string) {
    text.append('"');
    STRINGS.quoteAsString(string, text);
    text.append('"');
  }

  private static void writeNumber(StringBuilder text, Number number) {
    if (number instanceof BigInteger || number instanceof BigDecimal) {
      text.append(number);
    } else if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new IllegalArgumentException(number + " is not a JSON number");
      }
      text.append(number.doubleValue());
    } else {
      text.append(number.longValue());
    }
  }
}
