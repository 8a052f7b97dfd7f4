package io.latchkey.tokens;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The salt of a key derivation in its canonical encoding. */
record Salt(String base64) {
  /** The header member that contains the salt. */
  static final String MEMBER = "salt";

  /** The salt of the root of component keys. No token may have it. */
  static final Salt OF_COMPONENT_KEYS =
      new Salt(
          Base64.getEncoder()
              .encodeToString("latchkey component keys 1".getBytes(StandardCharsets.US_ASCII)));

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
    Salt salt = new Salt(text);
    if (salt.equals(OF_COMPONENT_KEYS)) {
      throw InvalidTokenException.unsupported(
          "The salt of the token is reserved for component keys.");
    }
    return salt;
  }

  byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }
}
