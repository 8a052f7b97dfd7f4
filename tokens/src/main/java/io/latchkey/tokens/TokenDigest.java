package io.latchkey.tokens;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a token, which identifies the token in caches. Immutable, except a probe. */
class TokenDigest {
  private static final int BYTES = 32;

  private long first;
  private long second;
  private long third;
  private long fourth;

  private TokenDigest() {}

  private TokenDigest(TokenDigest other) {
    first = other.first;
    second = other.second;
    third = other.third;
    fourth = other.fourth;
  }

  static TokenDigest of(String token) {
    Probe probe = Probe.of(token, 0);
    TokenDigest digest = new TokenDigest(probe);
    probe.release();
    return digest;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof TokenDigest digest
        && first == digest.first
        && second == digest.second
        && third == digest.third
        && fourth == digest.fourth;
  }

  /** The digests are distributed evenly. */
  @Override
  public final int hashCode() {
    return (int) first;
  }

  /**
   * A digest for one lookup, which allocates no memory. The next lookup overwrites it, so it must
   * not be stored.
   */
  static final class Probe extends TokenDigest {
    private static final Pool<Probe> PROBES = new Pool<>(Probe::new);

    private final MessageDigest sha256;
    private final byte[] part = new byte[512];
    private final ByteBuffer digest = ByteBuffer.allocate(BYTES);

    private Probe() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("Every Java runtime has SHA-256", e);
      }
    }

    /**
     * Returns the digest of the token at the end of a text. {@link #release} must be called after
     * the lookup.
     *
     * @param from the index at which the token begins
     */
    static Probe of(String text, int from) {
      Probe probe = PROBES.take();
      probe.compute(text, from);
      return probe;
    }

    void release() {
      PROBES.giveBack(this);
    }

    private void compute(String text, int from) {
      for (int at = from; at < text.length(); at += part.length) {
        int length = Math.min(part.length, text.length() - at);
        for (int n = 0; n < length; n++) {
          char c = text.charAt(at + n);
          // No verified token has such a character.
          part[n] = c <= '~' ? (byte) c : (byte) '?';
        }
        sha256.update(part, 0, length);
      }
      Arrays.fill(part, (byte) 0);
      try {
        sha256.digest(digest.array(), 0, BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("The digest of SHA-256 has 32 bytes", e);
      }
      super.first = digest.getLong(0);
      super.second = digest.getLong(Long.BYTES);
      super.third = digest.getLong(2 * Long.BYTES);
      super.fourth = digest.getLong(3 * Long.BYTES);
    }
  }
}
