package io.latchkey.base.der;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

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

  /** From this value on, the first octet of a length says how many octets follow. */
  static final int LONG_LENGTH = 0x80;

  private static final int FIRST_UTC_YEAR = 1950;
  private static final int LAST_UTC_YEAR = 2049;
  private static final int UTC_TIME_TAG = 0x17;
  private static final int GENERALIZED_TIME_TAG = 0x18;
  private static final int UTC_TIME_LENGTH = 13;
  private static final int GENERALIZED_TIME_LENGTH = 15;

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

  /**
   * Writes a time in whole seconds: {@code UTCTime} until 2049, {@code GeneralizedTime} from 2050
   * on (RFC 5280 section 4.1.2.5). Revocation lists have a time for each entry, so no formatter is
   * used.
   *
   * @param instant from year 0 to 9999; fractions of a second are cut off
   */
  public static byte[] time(Instant instant) {
    LocalDateTime utc = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    boolean isShort = utc.getYear() >= FIRST_UTC_YEAR && utc.getYear() <= LAST_UTC_YEAR;
    byte[] text = new byte[isShort ? UTC_TIME_LENGTH : GENERALIZED_TIME_LENGTH];
    int position = isShort ? 0 : digits(text, 0, utc.getYear() / 100);
    position = digits(text, position, utc.getYear() % 100);
    position = digits(text, position, utc.getMonthValue());
    position = digits(text, position, utc.getDayOfMonth());
    position = digits(text, position, utc.getHour());
    position = digits(text, position, utc.getMinute());
    position = digits(text, position, utc.getSecond());
    text[position] = 'Z';
    return element(isShort ? UTC_TIME_TAG : GENERALIZED_TIME_TAG, text);
  }

  /** Writes two digits, and returns the next position. */
  private static int digits(byte[] text, int position, int number) {
    text[position] = (byte) ('0' + number / 10);
    text[position + 1] = (byte) ('0' + number % 10);
    return position + 2;
  }

  private static int lengthBytes(int length) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(length) + Byte.SIZE - 1) / Byte.SIZE;
  }
}
