package io.latchkey.tokens.json;

import io.latchkey.base.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads JSON objects strictly by RFC 8259: no comments, no trailing commas, no numbers with leading
 * zeros, no text after the object. The input must be UTF-8 without a byte order mark. Where the RFC
 * leaves a choice, this reader is strict:
 *
 * <ul>
 *   <li>An object with duplicate member names is rejected (section 4).
 *   <li>An escape of an unpaired surrogate, such as {@code \ud800}, is rejected (section 8.2).
 *       Otherwise two different names of callers would become the same text in a log or a database.
 *   <li>Nesting is limited to {@value #MAX_DEPTH} levels and numbers to {@value #MAX_NUMBER_LENGTH}
 *       characters. The limits of the text length and of the number of values depend on the kind of
 *       text (section 9).
 * </ul>
 *
 * <p>The result consists of unmodifiable maps and lists, {@link String}, {@link Long} or {@link
 * java.math.BigInteger} for integers, {@link Double} for other numbers, {@link Boolean} and null.
 *
 * <p>Immutable and safe for use by several threads. The reader caches nothing between texts.
 */
public final class StrictJson {
  /** The deepest nesting; the outermost object is level 1. */
  public static final int MAX_DEPTH = 16;

  /** The longest number, in characters. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  /** The maximum number of values in one segment of a token. */
  public static final int MAX_TOKEN_VALUES = 1000;

  /**
   * A reader for one segment of a token: at most 8 KiB and {@value #MAX_TOKEN_VALUES} values. Every
   * object, array, string, number, {@code true}, {@code false} and {@code null} counts as a value;
   * member names do not.
   */
  public static final StrictJson TOKEN = new StrictJson(8 * 1024, MAX_TOKEN_VALUES);

  /** A reader for JWK sets and responses of a CA: at most 1 MiB and 100 000 values. */
  public static final StrictJson DOCUMENT = new StrictJson(1024 * 1024, 100_000);

  private final int maxBytes;
  private final int maxValues;

  private StrictJson(int maxBytes, int maxValues) {
    this.maxBytes = maxBytes;
    this.maxValues = maxValues;
  }

  /**
   * Reads one object.
   *
   * @throws MalformedJsonException if the bytes are not one JSON object, or exceed a limit
   */
  public Map<String, Object> readObject(byte[] utf8) throws MalformedJsonException {
    if (utf8.length > maxBytes) {
      throw new MalformedJsonException("is longer than " + maxBytes + " bytes");
    }
    return new JsonReader(decode(utf8), maxValues).document();
  }

  private static String decode(byte[] utf8) throws MalformedJsonException {
    if (isAscii(utf8)) {
      return new String(utf8, StandardCharsets.ISO_8859_1);
    }
    return Utf8.decodeExactly(utf8).orElseThrow(() -> new MalformedJsonException("is not UTF-8"));
  }

  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte each : bytes) {
      all |= each;
    }
    return all >= 0;
  }
}
