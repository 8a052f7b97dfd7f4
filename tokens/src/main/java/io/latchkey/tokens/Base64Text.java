package io.latchkey.tokens;

import java.util.Arrays;

/**
 * Base64 (RFC 4648) in which each value has exactly one accepted encoding, so that an altered token
 * is never equivalent to the original. The JDK's decoders do not check padding and trailing bits
 * strictly, and a comparison with an encoded result would allocate a multiple of it.
 */
final class Base64Text {
  private static final int BITS = 6;
  private static final int GROUP = 4;
  private static final byte[] URL = values('-', '_');
  private static final byte[] STANDARD = values('+', '/');

  private Base64Text() {}

  /** Returns the value of each ASCII character, or -1. */
  private static byte[] values(char before, char last) {
    byte[] values = new byte[128];
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

  /** Decodes base64url without padding (RFC 7515 section 2). */
  static byte[] decodeUrl(String text) throws InvalidTokenException {
    return decodeUrl(text, 0, text.length());
  }

  /** Decodes a part of a text that is base64url without padding. */
  static byte[] decodeUrl(String text, int from, int to) throws InvalidTokenException {
    return decode(text, from, to, URL, "A segment of the token is not base64url without padding.");
  }

  /** Decodes standard base64 with padding, the encoding of {@code salt}. */
  static byte[] decodeStandard(String text) throws InvalidTokenException {
    return decodePadded(text, "The salt of the token is not standard base64 with padding.");
  }

  /** Decodes standard base64 with padding, the encoding of {@code x5c}. */
  static byte[] decodeCertificate(String text) throws InvalidTokenException {
    return decodePadded(
        text, "The header member x5c of the token is not standard base64 with padding.");
  }

  private static byte[] decodePadded(String text, String problem) throws InvalidTokenException {
    if (text.length() % GROUP != 0) {
      throw InvalidTokenException.malformed(problem);
    }
    int end = text.length();
    while (end > 0 && text.length() - end < 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    return decode(text, 0, end, STANDARD, problem);
  }

  private static byte[] decode(String text, int from, int to, byte[] values, String problem)
      throws InvalidTokenException {
    int length = to - from;
    if (length % GROUP == 1) {
      throw InvalidTokenException.malformed(problem);
    }
    byte[] bytes = new byte[length * BITS / Byte.SIZE];
    int bits = 0;
    int pending = 0;
    int next = 0;
    for (int n = from; n < to; n++) {
      char c = text.charAt(n);
      int value = c < values.length ? values[c] : -1;
      if (value < 0) {
        throw InvalidTokenException.malformed(problem);
      }
      pending = pending << BITS | value;
      bits += BITS;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes[next++] = (byte) (pending >> bits);
        pending &= (1 << bits) - 1;
      }
    }
    // The bits that are not part of a byte have one accepted value.
    if (pending != 0) {
      throw InvalidTokenException.malformed(problem);
    }
    return bytes;
  }
}
