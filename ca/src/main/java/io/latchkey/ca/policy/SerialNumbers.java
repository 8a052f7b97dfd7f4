package io.latchkey.ca.policy;

import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Random serial numbers of 159 bits: positive, and at most 20 octets (RFC 5280 section 4.1.2.2).
 */
public final class SerialNumbers {
  private static final int BITS = 159;

  private SerialNumbers() {}

  public static BigInteger next() {
    // The highest bit is set, so that every serial has its full length and none is zero.
    return new BigInteger(BITS - 1, new SecureRandom()).setBit(BITS - 1);
  }

  /** Lower-case hex without leading zeros. */
  static String hex(BigInteger serial) {
    return serial.toString(16);
  }
}
