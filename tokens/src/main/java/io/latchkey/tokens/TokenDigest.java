package io.latchkey.tokens;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of a whole token: stands for it without keeping it. */
record TokenDigest(long first, long second, long third, long fourth) {
  private static final String ALGORITHM = "SHA-256";

  static TokenDigest of(String token) {
    // A character beyond Latin-1 becomes '?', which no verified token has.
    byte[] digest = sha256().digest(token.getBytes(StandardCharsets.ISO_8859_1));
    ByteBuffer words = ByteBuffer.wrap(digest);
    return new TokenDigest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance(ALGORITHM);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no " + ALGORITHM, e);
    }
  }
}
