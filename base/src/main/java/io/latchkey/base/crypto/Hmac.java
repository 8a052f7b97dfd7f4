package io.latchkey.base.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC (RFC 2104). */
public final class Hmac {
  private static final String SHA_256 = "HmacSHA256";

  private Hmac() {}

  /**
   * Computes the HMAC-SHA256 of a message.
   *
   * @param key at least one byte
   * @param parts the message, in parts
   * @return 32 bytes
   */
  public static byte[] sha256(byte[] key, byte[]... parts) {
    return compute(SHA_256, key, parts);
  }

  /**
   * Computes the HMAC of a message with another hash function.
   *
   * @param algorithm the name that the Java runtime gives it, such as {@code HmacSHA512}
   * @param key at least one byte
   * @param parts the message, in parts
   * @throws IllegalStateException if the Java runtime does not have the algorithm
   */
  public static byte[] compute(String algorithm, byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot compute " + algorithm, e);
    }
  }
}
