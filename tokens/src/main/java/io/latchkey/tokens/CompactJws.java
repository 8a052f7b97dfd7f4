package io.latchkey.tokens;

import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A JWS in compact serialization (RFC 7515 section 7.1). Its form is checked; its content is
 * untrusted.
 */
final class CompactJws {
  private final String encodedHeader;
  private final JoseHeader header;
  private final boolean newHeader;
  private final byte[] payload;
  private final byte[] signature;
  private final byte[] token;
  private final int signedLength;

  private CompactJws(
      String encodedHeader,
      JoseHeader header,
      boolean newHeader,
      byte[] payload,
      byte[] signature,
      byte[] token,
      int signedLength) {
    this.encodedHeader = encodedHeader;
    this.header = header;
    this.newHeader = newHeader;
    this.payload = payload;
    this.signature = signature;
    this.token = token;
    this.signedLength = signedLength;
  }

  static CompactJws parse(String token) throws InvalidTokenException {
    return parse(token, encoded -> null);
  }

  /**
   * Parses a token.
   *
   * @param known finds the header that has this encoding, if it was parsed before; otherwise null
   */
  static CompactJws parse(String token, Function<String, @Nullable JoseHeader> known)
      throws InvalidTokenException {
    int first = token.indexOf('.');
    int second = token.indexOf('.', first + 1);
    if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
      throw InvalidTokenException.malformed("The token does not have three segments.");
    }
    // Characters beyond Latin-1 become '?', which no segment can have; a surrogate pair becomes
    // one.
    byte[] text = token.getBytes(StandardCharsets.ISO_8859_1);
    if (text.length != token.length()) {
      throw InvalidTokenException.malformed("The token has a character that is not ASCII.");
    }
    String encodedHeader = token.substring(0, first);
    JoseHeader found = known.apply(encodedHeader);
    JoseHeader header =
        found == null ? JoseHeader.parse(Base64Text.decodeUrl(text, 0, first)) : found;
    return new CompactJws(
        encodedHeader,
        header,
        found == null,
        Base64Text.decodeUrl(text, first + 1, second),
        Base64Text.decodeUrl(text, second + 1, text.length),
        text,
        second);
  }

  JoseHeader header() {
    return header;
  }

  /** Whether the header was parsed for this token. */
  boolean hasNewHeader() {
    return newHeader;
  }

  /** The first segment of the token. */
  String encodedHeader() {
    return encodedHeader;
  }

  /** The claims. The signature is not verified yet. */
  Map<String, Object> claims() throws InvalidTokenException {
    return object(payload);
  }

  /** The bytes of the payload, which {@link #claims} parses. */
  byte[] payload() {
    return payload;
  }

  /** Parses a decoded segment. */
  static Map<String, Object> object(byte[] segment) throws InvalidTokenException {
    try {
      return StrictJson.TOKEN.readObject(segment);
    } catch (MalformedJsonException e) {
      throw InvalidTokenException.malformed("A segment of the token " + e.problem() + ".");
    }
  }

  byte[] signature() {
    return signature;
  }

  /** The signed text: the first two segments with the dot between them. */
  byte[] signingInput() {
    return Arrays.copyOf(token, signedLength);
  }

  /** Adds the signed text to the input of a MAC. */
  void addSigningInputTo(Mac mac) {
    mac.update(token, 0, signedLength);
  }
}
