package io.latchkey.tokens;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
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
    try {
      return derive(MessageDigest.getInstance("SHA-256"), psk, salt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256 or no " + ALGORITHM, e);
    }
  }

  /** Uses the implementation of the Java runtime if the digest cannot be cloned. */
  HmacKey derive(MessageDigest sha256, PreSharedKey psk, byte[] salt)
      throws GeneralSecurityException {
    byte[] password = psk.reveal().getBytes(StandardCharsets.UTF_8);
    try {
      return new HmacKey(Pbkdf2.derive(sha256, password, salt, iterations));
    } catch (CloneNotSupportedException e) {
      return deriveWithFactory(psk, salt);
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  private HmacKey deriveWithFactory(PreSharedKey psk, byte[] salt) throws GeneralSecurityException {
    PBEKeySpec spec = new PBEKeySpec(psk.reveal().toCharArray(), salt, iterations, KEY_BITS);
    try {
      return new HmacKey(SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded());
    } finally {
      spec.clearPassword();
    }
  }
}
