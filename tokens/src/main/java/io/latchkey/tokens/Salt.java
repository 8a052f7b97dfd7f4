package io.latchkey.tokens;

import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The salt of a key derivation in its canonical encoding. */
record Salt(String base64) {
  /** The header member that contains the salt. */
  static final String MEMBER = "salt";

  private static final int MIN_BYTES = 8;
  private static final int MAX_BYTES = 64;
  private static final int OUR_BYTES = 16;

  static Salt random(SecureRandom random) {
    byte[] bytes = new byte[OUR_BYTES];
    random.nextBytes(bytes);
    return new Salt(Base64.getEncoder().encodeToString(bytes));
  }

  static Salt parse(@Nullable String text) throws InvalidTokenException {
    if (text == null) {
      throw InvalidTokenException.malformed("The header of the token has no salt.");
    }
    int length = Base64Text.decodeStandard(text).length;
    if (length < MIN_BYTES || length > MAX_BYTES) {
      throw InvalidTokenException.malformed(
          "The salt of the token must be %d to %d bytes long.".formatted(MIN_BYTES, MAX_BYTES));
    }
    return new Salt(text);
  }

  byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }
}
