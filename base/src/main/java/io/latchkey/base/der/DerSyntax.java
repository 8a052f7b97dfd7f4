package io.latchkey.base.der;

import java.io.IOException;

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

  // The numbers of the universal tags (ITU-T X.680 section 8.4).
  private static final int BOOLEAN = 1;
  private static final int INTEGER = 2;
  private static final int BIT_STRING = 3;
  private static final int NULL = 5;
  private static final int OBJECT_IDENTIFIER = 6;
  private static final int EXTERNAL = 8;
  private static final int ENUMERATED = 10;
  private static final int EMBEDDED_PDV = 11;
  private static final int RELATIVE_OID = 13;
  private static final int SEQUENCE = 16;
  private static final int SET = 17;

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
    try {
      int end = new DerSyntax(bytes).value(0, bytes.length, 0);
      require(end == bytes.length, "Bytes follow the value");
    } catch (IllegalArgumentException e) {
      throw new IOException("The value " + e.getMessage(), e);
    }
  }

  /** Returns where the value that begins at an index ends. */
  private int value(int start, int limit, int depth) throws IOException {
    require(depth <= MAX_DEPTH, "Values are nested too deeply");
    DerElement element = DerElement.at(bytes, start, limit);
    int tag = element.tag();
    int from = element.contentBegin();
    int end = element.end();
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

  private void universal(int tag, int from, int end) throws IOException {
    int number = tag & 0x1f;
    boolean structure =
        number == SEQUENCE || number == SET || number == EXTERNAL || number == EMBEDDED_PDV;
    require(structure == ((tag & CONSTRUCTED) != 0), "A value has the wrong form");
    switch (number) {
      case 0, 0x1f -> throw new IOException("A tag is not defined");
      case BOOLEAN ->
          require(end - from == 1 && (bytes[from] == 0 || bytes[from] == -1), "A bad BOOLEAN");
      case INTEGER, ENUMERATED -> require(isMinimal(from, end), "A bad INTEGER");
      case BIT_STRING -> require(isBitString(from, end), "A bad BIT STRING");
      case NULL -> require(from == end, "A bad NULL");
      case OBJECT_IDENTIFIER, RELATIVE_OID -> require(isOid(from, end), "A bad OBJECT IDENTIFIER");
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

  private static void require(boolean holds, String problem) throws IOException {
    if (!holds) {
      throw new IOException(problem);
    }
  }
}
