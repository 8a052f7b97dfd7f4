package io.latchkey.tokens;

import java.security.GeneralSecurityException;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jose4j.keys.HmacKey;

/**
 * PBKDF2 with HMAC-SHA256 (RFC 8018 section 5.2): derives the 32-byte key that signs tokens from
 * the pre-shared key and a salt. All components of a system must use the same number of iterations.
 *
 * @param iterations {@value #MIN_ITERATIONS} to {@value #MAX_ITERATIONS}; the scheme uses {@value
 *     #DEFAULT_ITERATIONS}
 */
public record KeyDerivation(int iterations) {
  /** The number that the components of Fix Inventory and Resoto use. */
  public static final int DEFAULT_ITERATIONS = 100_000;

  /** The minimum that RFC 8018 section 4.2 recommends. */
  public static final int MIN_ITERATIONS = 1_000;

  /** The maximum. A longer derivation would take many seconds. */
  public static final int MAX_ITERATIONS = 10_000_000;

  private static final String ALGORITHM = "PBKDF2WithHmacSHA256";
  private static final int KEY_BITS = 256;

  /**
   * @throws IllegalArgumentException if {@code iterations} is out of range
   */
  public KeyDerivation {
    if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
      throw new IllegalArgumentException(
          "the number of iterations must be from %d to %d, not %d"
              .formatted(MIN_ITERATIONS, MAX_ITERATIONS, iterations));
    }
  }

  /** The derivation with {@value #DEFAULT_ITERATIONS} iterations. */
  public static KeyDerivation standard() {
    return new KeyDerivation(DEFAULT_ITERATIONS);
  }

  HmacKey derive(PreSharedKey psk, byte[] salt) {
    PBEKeySpec spec = new PBEKeySpec(psk.reveal().toCharArray(), salt, iterations, KEY_BITS);
    try {
      SecretKey key = SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec);
      return new HmacKey(key.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
    } finally {
      spec.clearPassword();
    }
  }
}
