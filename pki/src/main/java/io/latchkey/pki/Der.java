package io.latchkey.pki;

/** Writes elements in DER (X.690), for structures of which parts are encoded already. */
public final class Der {
  /** The tag of an INTEGER. */
  public static final int INTEGER = 0x02;

  /** The tag of a BIT STRING. */
  public static final int BIT_STRING = 0x03;

  /** The tag of an OCTET STRING. */
  public static final int OCTET_STRING = 0x04;

  /** The tag of a SEQUENCE. */
  public static final int SEQUENCE = 0x30;

  private static final int LONG_LENGTH = 0x80;

  private Der() {}

  /**
   * Writes one element.
   *
   * @param tag the identifier octet
   * @param contents the parts of the content, in their order
   */
  public static byte[] element(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length = Math.addExact(length, content.length);
    }
    int more = length < LONG_LENGTH ? 0 : lengthBytes(length);
    byte[] element = new byte[Math.addExact(2 + more, length)];
    element[0] = (byte) tag;
    element[1] = (byte) (more == 0 ? length : LONG_LENGTH | more);
    for (int i = 0; i < more; i++) {
      element[2 + i] = (byte) (length >>> (Byte.SIZE * (more - 1 - i)));
    }
    int position = 2 + more;
    for (byte[] content : contents) {
      System.arraycopy(content, 0, element, position, content.length);
      position += content.length;
    }
    return element;
  }

  private static int lengthBytes(int length) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(length) + Byte.SIZE - 1) / Byte.SIZE;
  }
}
