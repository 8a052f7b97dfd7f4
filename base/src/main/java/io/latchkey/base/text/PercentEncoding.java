package io.latchkey.base.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Percent-encoding (RFC 3986 section 2.1). A plus is a plus, unlike in form data. */
public final class PercentEncoding {
  private static final int ESCAPE_LENGTH = 3;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /**
   * Encodes a text as UTF-8, with upper-case hex.
   *
   * @param isRaw whether an ASCII character stays as it is; all others are encoded. If the percent
   *     sign stays, {@link #decode} does not give the text back
   * @return the same object if all characters stay
   */
  public static String encode(String text, IntPredicate isRaw) {
    if (isRaw(text, isRaw)) {
      return text;
    }
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (each >= 0 && isRaw.test(each)) {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HEX.toHexDigits(each));
      }
    }
    return encoded.toString();
  }

  /** Allocates nothing, because the filter encodes the name of each caller. */
  private static boolean isRaw(String text, IntPredicate isRaw) {
    for (int n = 0; n < text.length(); n++) {
      char character = text.charAt(n);
      if (character >= 0x80 || !isRaw.test(character)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Decodes the escapes of a text, once. Hex digits may have either case. All other characters
   * become their UTF-8.
   *
   * @return the bytes, which need not be UTF-8; empty if an escape is malformed
   */
  public static Optional<byte[]> decode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int to = 0;
    int from = 0;
    while (from < bytes.length) {
      if (bytes[from] != '%') {
        bytes[to++] = bytes[from++];
        continue;
      }
      if (from + ESCAPE_LENGTH > bytes.length
          || !HexFormat.isHexDigit(bytes[from + 1])
          || !HexFormat.isHexDigit(bytes[from + 2])) {
        return Optional.empty();
      }
      int high = HexFormat.fromHexDigit(bytes[from + 1]);
      bytes[to++] = (byte) (high << 4 | HexFormat.fromHexDigit(bytes[from + 2]));
      from += ESCAPE_LENGTH;
    }
    return Optional.of(to == bytes.length ? bytes : Arrays.copyOf(bytes, to));
  }
}
