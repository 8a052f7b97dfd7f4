package io.latchkey.tokens;

import io.latchkey.base.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The SHA-256 of a token, which identifies the token in caches. */
record TokenDigest(long first, long second, long third, long fourth) {
  static TokenDigest of(String token) {
    // A character beyond Latin-1 becomes '?', which no verified token has.
    byte[] digest = Sha256.of(token.getBytes(StandardCharsets.ISO_8859_1));
    ByteBuffer words = ByteBuffer.wrap(digest);
    return new TokenDigest(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }
}
