package io.latchkey.base.text;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** Writes and reads bytes as base64url without padding (RFC 4648 section 5, RFC 7515 section 2). */
public final class Base64Url {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private Base64Url() {}

  /** Encodes bytes. */
  public static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /**
   * Decodes a text. Each value has one accepted encoding: no padding, and unused bits are zero.
   *
   * @return empty if the text is not base64url
   */
  public static Optional<byte[]> decode(String text) {
    return Optional.ofNullable(CanonicalBase64.url(text));
  }

  /** Encodes so many random bytes. */
  public static String random(SecureRandom random, int byteCount) {
    byte[] bytes = new byte[byteCount];
    random.nextBytes(bytes);
    return encode(bytes);
  }
}
