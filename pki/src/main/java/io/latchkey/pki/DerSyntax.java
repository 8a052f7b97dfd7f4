package io.latchkey.pki;

import java.io.IOException;
import org.bouncycastle.asn1.BERTags;

/**
 * Checks that bytes are one value in DER (X.690 section 10), at every depth. Bouncy Castle parses
 * nested values lazily and accepts BER in them. The depth is limited, so that a deeply nested value
 * cannot exhaust the stack.
 */
public final class DerSyntax {
  /** A request with all structures that Latchkey reads has a depth of 9. */
  private static final int MAX_DEPTH = 32;

  private static final int CONSTRUCTED = 0x20;
  private static final int UNIVERSAL_LIMIT = 0x40;

  private final byte[] bytes;

  private DerSyntax(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Checks the encoding.
   *
   * @throws IOException if it is anything but one value in DER
   */
  public static void check(byte[] bytes) throws IOException {
    if (new DerSyntax(bytes).value(0, bytes.length, 0) != bytes.length) {
      throw new IOException("Bytes follow the value");
    }
  }

  /**
   * Returns where the content of an element begins. The tag has one byte.
   *
   * @param der bytes that {@link #check} has checked
   * @param position where the element begins
   */
  public static int contentOf(byte[] der, int position) {
    int first = der[position + 1] & 0xff;
    return position + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  /** Returns where an element ends, under the conditions of {@link #contentOf}. */
  public static int endOf(byte[] der, int position) {
    int content = contentOf(der, position);
    if (content == position + 2) {
      return content + der[position + 1];
    }
    int length = 0;
    for (int at = position + 2; at < content; at++) {
      length = length << 8 | (der[at] & 0xff);
    }
    return content + length;
  }

  /** Returns where the value that begins at an index ends. */
  private int value(int start, int limit, int depth) throws IOException {
    require(depth <= MAX_DEPTH, "Values are nested too deeply");
    int tag = at(start, limit);
    int lengthAt = (tag & 0x1f) == 0x1f ? afterLongTag(start + 1, limit) : start + 1;
    int first = at(lengthAt, limit);
    int from = lengthAt + 1 + (first < 0x80 ? 0 : first & 0x7f);
    int length = first < 0x80 ? first : longLength(lengthAt + 1, first & 0x7f, limit);
    require(length <= limit - from, "A value is truncated");
    int end = from + length;
    if (tag < UNIVERSAL_LIMIT) {
      universal(tag, from, end);
    }
    if ((tag & CONSTRUCTED) != 0) {
      int next = from;
      while (next < end) {
        next = value(next, end, depth + 1);
      }
    }
    return end;
  }

  private int afterLongTag(int from, int limit) throws IOException {
    int index = from;
    int number = 0;
    int octet;
    do {
      octet = at(index++, limit);
      require(number != 0 || octet != 0x80, "A tag is not minimal");
      require(number < 1 << 16, "A tag is too large");
      number = number << 7 | (octet & 0x7f);
    } while (octet >= 0x80);
    require(number >= 0x1f, "A tag is not minimal");
    return index;
  }

  private int longLength(int from, int octets, int limit) throws IOException {
    require(octets >= 1 && octets <= 3, "A length is indefinite or too large");
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | at(from + i, limit);
    }
    require(length >= 0x80 && length >= 1 << (8 * (octets - 1)), "A length is not minimal");
    return length;
  }

  private void universal(int tag, int from, int end) throws IOException {
    int number = tag & 0x1f;
    boolean structure =
        number == BERTags.SEQUENCE
            || number == BERTags.SET
            || number == BERTags.EXTERNAL
            || number == BERTags.EMBEDDED_PDV;
    require(structure == ((tag & CONSTRUCTED) != 0), "A value has the wrong form");
    switch (number) {
      case 0, 0x1f -> throw new IOException("A tag is not defined");
      case BERTags.BOOLEAN ->
          require(end - from == 1 && (bytes[from] == 0 || bytes[from] == -1), "A bad BOOLEAN");
      case BERTags.INTEGER, BERTags.ENUMERATED -> require(isMinimal(from, end), "A bad INTEGER");
      case BERTags.BIT_STRING -> require(isBitString(from, end), "A bad BIT STRING");
      case BERTags.NULL -> require(from == end, "A bad NULL");
      case BERTags.OBJECT_IDENTIFIER, BERTags.RELATIVE_OID ->
          require(isOid(from, end), "A bad OBJECT IDENTIFIER");
      default -> {
        // The other types have no rule about their bytes alone.
      }
    }
  }

  private boolean isMinimal(int from, int end) {
    return end - from == 1
        || (end - from > 1
            && !(bytes[from] == 0 && bytes[from + 1] >= 0)
            && !(bytes[from] == -1 && bytes[from + 1] < 0));
  }

  private boolean isBitString(int from, int end) {
    if (from == end) {
      return false;
    }
    int unused = bytes[from];
    return unused == 0
        || (unused > 0
            && unused < 8
            && end - from > 1
            && (bytes[end - 1] & ((1 << unused) - 1)) == 0);
  }

  private boolean isOid(int from, int end) {
    boolean begins = true;
    for (int i = from; i < end; i++) {
      if (begins && bytes[i] == (byte) 0x80) {
        return false;
      }
      begins = bytes[i] >= 0;
    }
    return from < end && begins;
  }

  private int at(int index, int limit) throws IOException {
    require(index < limit, "A value is truncated");
    return bytes[index] & 0xff;
  }

  private static void require(boolean holds, String problem) throws IOException {
    if (!holds) {
      throw new IOException(problem);
    }
  }
}
