package io.latchkey.base.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes base64 (RFC 4648) in which each value has exactly one accepted encoding, so that an
 * altered text is never equivalent to the original. The JDK's decoders do not check padding and
 * trailing bits strictly, and a comparison with an encoded result would allocate a multiple of it.
 */
public final class CanonicalBase64 {
  private static final int BITS = 6;
  private static final int GROUP = 4;
  private static final byte[] URL = values('-', '_');
  private static final byte[] STANDARD = values('+', '/');

  private CanonicalBase64() {}

  /** Returns the value of each Latin-1 character, or -1. */
  private static byte[] values(char before, char last) {
    byte[] values = new byte[256];
    Arrays.fill(values, (byte) -1);
    for (int n = 0; n < 26; n++) {
      values['A' + n] = (byte) n;
      values['a' + n] = (byte) (26 + n);
    }
    for (int n = 0; n < 10; n++) {
      values['0' + n] = (byte) (52 + n);
    }
    values[before] = 62;
    values[last] = 63;
    return values;
  }

  /**
   * Decodes base64url without padding (RFC 7515 section 2).
   *
   * @return null if the text is not the encoding of a value
   */
  public static byte @Nullable [] url(String text) {
    byte[] characters = latin1(text);
    return url(characters, 0, characters.length);
  }

  /**
   * Decodes a part of a text in Latin-1 that is base64url without padding. Allocates only the
   * result.
   *
   * @param from the index of the first character
   * @param to the index after the last character
   * @return null if the part is not the encoding of a value
   */
  public static byte @Nullable [] url(byte[] text, int from, int to) {
    return decode(text, from, to, URL);
  }

  /**
   * Decodes standard base64 with padding (RFC 4648 section 4).
   *
   * @return null if the text is not the encoding of a value
   */
  public static byte @Nullable [] standard(String text) {
    byte[] characters = latin1(text);
    if (characters.length % GROUP != 0) {
      return null;
    }
    int end = characters.length;
    while (end > 0 && characters.length - end < 2 && characters[end - 1] == '=') {
      end--;
    }
    return decode(characters, 0, end, STANDARD);
  }

  /**
   * Characters beyond Latin-1 become '?', which base64 does not have. A surrogate pair becomes one
   * '?', so that the result can be shorter than the text.
   */
  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte @Nullable [] decode(byte[] text, int from, int to, byte[] values) {
    int rest = (to - from) % GROUP;
    if (rest == 1) {
      return null;
    }
    byte[] bytes = new byte[(to - from) * BITS / Byte.SIZE];
    int next = 0;
    int all = 0;
    for (int n = from; n < to - rest; n += GROUP) {
      int group =
          values[text[n] & 0xFF] << 18
              | values[text[n + 1] & 0xFF] << 12
              | values[text[n + 2] & 0xFF] << 6
              | values[text[n + 3] & 0xFF];
      all |= group;
      bytes[next++] = (byte) (group >> 16);
      bytes[next++] = (byte) (group >> 8);
      bytes[next++] = (byte) group;
    }
    int last = bits(text, to - rest, rest, values);
    int unused = rest * BITS % Byte.SIZE;
    for (int shift = rest * BITS - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[next++] = (byte) (last >> shift);
    }
    // A character without a value has set the sign. The bits that are not part of a byte must be 0.
    return (all | last) < 0 || (last & ((1 << unused) - 1)) != 0 ? null : bytes;
  }

  /** The bits of some characters; negative if one of the characters has no value. */
  private static int bits(byte[] text, int from, int count, byte[] values) {
    int bits = 0;
    for (int n = from; n < from + count; n++) {
      bits = bits << BITS | values[text[n] & 0xFF];
    }
    return bits;
  }
}
