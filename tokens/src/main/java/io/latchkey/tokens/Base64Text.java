package io.latchkey.tokens;

import io.latchkey.base.text.CanonicalBase64;
import org.jspecify.annotations.Nullable;

/** Decodes the base64 in tokens. Each value has exactly one encoding, see CanonicalBase64. */
final class Base64Text {
  private static final String NOT_URL = "A segment of the token is not base64url without padding.";

  private Base64Text() {}

  /** Decodes base64url without padding (RFC 7515 section 2). */
  static byte[] decodeUrl(String text) throws InvalidTokenException {
    return decoded(CanonicalBase64.url(text), NOT_URL);
  }

  /** Decodes a part of a text in Latin-1 that is base64url without padding. */
  static byte[] decodeUrl(byte[] text, int from, int to) throws InvalidTokenException {
    return decoded(CanonicalBase64.url(text, from, to), NOT_URL);
  }

  /** Decodes standard base64 with padding, the encoding of {@code salt}. */
  static byte[] decodeStandard(String text) throws InvalidTokenException {
    return decoded(
        CanonicalBase64.standard(text),
        "The salt of the token is not standard base64 with padding.");
  }

  /** Decodes standard base64 with padding, the encoding of {@code x5c}. */
  static byte[] decodeCertificate(String text) throws InvalidTokenException {
    return decoded(
        CanonicalBase64.standard(text),
        "The header member x5c of the token is not standard base64 with padding.");
  }

  private static byte[] decoded(byte @Nullable [] bytes, String problem)
      throws InvalidTokenException {
    if (bytes == null) {
      throw InvalidTokenException.malformed(problem);
    }
    return bytes;
  }
}
