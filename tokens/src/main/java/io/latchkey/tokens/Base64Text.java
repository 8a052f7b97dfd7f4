package io.latchkey.tokens;

import java.util.Base64;

/**
 * Base64 (RFC 4648) in which each value has exactly one accepted encoding, so that an altered token
 * is never equivalent to the original. The JDK's decoders do not check padding and trailing bits
 * strictly; this class encodes the result again and compares.
 */
final class Base64Text {
  private Base64Text() {}

  /** Decodes base64url without padding (RFC 7515 section 2). */
  static byte[] decodeUrl(String text) throws InvalidTokenException {
    return decode(
        text,
        Base64.getUrlDecoder(),
        Base64.getUrlEncoder().withoutPadding(),
        "A segment of the token is not base64url without padding.");
  }

  /** Decodes standard base64 with padding, the encoding of {@code salt}. */
  static byte[] decodeStandard(String text) throws InvalidTokenException {
    return decode(
        text,
        Base64.getDecoder(),
        Base64.getEncoder(),
        "The salt of the token is not standard base64 with padding.");
  }

  /** Decodes standard base64 with padding, the encoding of {@code x5c}. */
  static byte[] decodeCertificate(String text) throws InvalidTokenException {
    return decode(
        text,
        Base64.getDecoder(),
        Base64.getEncoder(),
        "The header member x5c of the token is not standard base64 with padding.");
  }

  private static byte[] decode(
      String text, Base64.Decoder decoder, Base64.Encoder encoder, String problem)
      throws InvalidTokenException {
    try {
      byte[] bytes = decoder.decode(text);
      if (encoder.encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw InvalidTokenException.malformed(problem);
    }
    throw InvalidTokenException.malformed(problem);
  }
}
