package io.latchkey.tokens;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The first block of PBKDF2 with HMAC-SHA256 (RFC 8018 section 5.2): 32 bytes.
 *
 * <p>HMAC hashes its padded key twice for each round. This class hashes the padded keys once and
 * continues from clones of these two digests, so a round costs two compressions instead of four.
 */
final class Pbkdf2 {
  private static final int BLOCK_BYTES = 64;
  private static final int DIGEST_BYTES = 32;
  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  private final MessageDigest inner;
  private final MessageDigest outer;

  private Pbkdf2(MessageDigest inner, MessageDigest outer) {
    this.inner = inner;
    this.outer = outer;
  }

  /**
   * Derives a key.
   *
   * @param sha256 a digest that can be cloned
   * @throws CloneNotSupportedException if {@code sha256} cannot be cloned, as with some hardware
   *     modules
   */
  static byte[] derive(MessageDigest sha256, byte[] password, byte[] salt, int iterations)
      throws CloneNotSupportedException, DigestException {
    byte[] key = password.length > BLOCK_BYTES ? sha256.digest(password) : password.clone();
    try {
      Pbkdf2 hmac = new Pbkdf2(padded(sha256, key, INNER_PAD), padded(sha256, key, OUTER_PAD));
      return hmac.firstBlock(salt, iterations);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static MessageDigest padded(MessageDigest sha256, byte[] key, byte pad)
      throws CloneNotSupportedException {
    byte[] block = new byte[BLOCK_BYTES];
    Arrays.fill(block, pad);
    for (int i = 0; i < key.length; i++) {
      block[i] ^= key[i];
    }
    MessageDigest digest = (MessageDigest) sha256.clone();
    digest.update(block);
    Arrays.fill(block, (byte) 0);
    return digest;
  }

  private byte[] firstBlock(byte[] salt, int iterations)
      throws CloneNotSupportedException, DigestException {
    // The salt, followed by the number of the block in four bytes.
    byte[] message = Arrays.copyOf(salt, salt.length + 4);
    message[message.length - 1] = 1;
    byte[] round = new byte[DIGEST_BYTES];
    hmac(message, round);
    byte[] result = round.clone();
    for (int i = 1; i < iterations; i++) {
      hmac(round, round);
      for (int j = 0; j < DIGEST_BYTES; j++) {
        result[j] ^= round[j];
      }
    }
    Arrays.fill(round, (byte) 0);
    return result;
  }

  private void hmac(byte[] message, byte[] result)
      throws CloneNotSupportedException, DigestException {
    MessageDigest digest = (MessageDigest) inner.clone();
    digest.update(message);
    digest.digest(result, 0, DIGEST_BYTES);
    digest = (MessageDigest) outer.clone();
    digest.update(result);
    digest.digest(result, 0, DIGEST_BYTES);
  }
}
