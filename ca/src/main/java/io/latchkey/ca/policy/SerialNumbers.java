package io.latchkey.ca.policy;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Serial numbers of 159 bits: positive, and at most 20 octets (RFC 5280 section 4.1.2.2). Bit 158
 * is set, 47 bits are the time in milliseconds, and 111 bits are random. New serials are greater
 * than old ones, so that an index of them grows at its end.
 */
public final class SerialNumbers {
  private static final int HIGHEST_BIT = 158;
  private static final int RANDOM_BITS = 111;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long TIME_MASK = (1L << (HIGHEST_BIT - RANDOM_BITS)) - 1;

  private SerialNumbers() {}

  /** A new serial number. */
  public static BigInteger next(Instant now) {
    return BigInteger.valueOf(now.toEpochMilli() & TIME_MASK)
        .shiftLeft(RANDOM_BITS)
        .or(new BigInteger(RANDOM_BITS, RANDOM))
        .setBit(HIGHEST_BIT);
  }

  /** Returns a positive serial number in lower-case hex without leading zeros. */
  public static String hex(BigInteger serial) {
    String hex = HexFormat.of().formatHex(serial.toByteArray());
    int zeros = 0;
    while (zeros < hex.length() - 1 && hex.charAt(zeros) == '0') {
      zeros++;
    }
    return hex.substring(zeros);
  }
}
