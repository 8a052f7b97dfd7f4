package io.latchkey.tokens;

import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A JWS in compact serialization (RFC 7515 section 7.1). Its form is checked; its content is
 * untrusted.
 */
final class CompactJws {
  /**
   * Header members that contain or locate a key, or change what the signature covers. {@code x5t}
   * and {@code x5t#S256} are not among them: like {@code kid}, they only name a key. {@link
   * KeyRings} rejects {@code x5c} unless a ring validates it.
   */
  private static final Set<String> REFUSED_MEMBERS =
      Set.of("crit", "b64", "jwk", "jku", "x5u", "zip", "enc", "epk");

  private final Map<String, Object> header;
  private final byte[] payload;
  private final byte[] signature;
  private final byte[] token;
  private final int signedLength;

  private CompactJws(
      Map<String, Object> header,
      byte[] payload,
      byte[] signature,
      byte[] token,
      int signedLength) {
    this.header = header;
    this.payload = payload;
    this.signature = signature;
    this.token = token;
    this.signedLength = signedLength;
  }

  static CompactJws parse(String token) throws InvalidTokenException {
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
    Map<String, Object> header = object(Base64Text.decodeUrl(text, 0, first));
    for (String member : header.keySet()) {
      if (REFUSED_MEMBERS.contains(member)) {
        throw refused(member);
      }
    }
    return new CompactJws(
        header,
        Base64Text.decodeUrl(text, first + 1, second),
        Base64Text.decodeUrl(text, second + 1, text.length),
        text,
        second);
  }

  private static InvalidTokenException refused(String member) {
    return InvalidTokenException.unsupported(
        "The header of the token has the member " + member + ", which is never accepted.");
  }

  boolean has(String member) {
    return header.containsKey(member);
  }

  /** The {@code alg} (RFC 7515 section 4.1.1); empty if absent, which no key accepts. */
  String algorithm() throws InvalidTokenException {
    String algorithm = text("alg");
    return algorithm == null ? "" : algorithm;
  }

  /** A header member that must be a string if it is present. */
  @Nullable String text(String member) throws InvalidTokenException {
    if (!header.containsKey(member)) {
      return null;
    }
    if (header.get(member) instanceof String text) {
      return text;
    }
    throw InvalidTokenException.malformed(
        "The header member " + member + " of the token is not a string.");
  }

  /** A header member that must be an array of strings. */
  List<String> texts(String member) throws InvalidTokenException {
    List<String> texts = new ArrayList<>();
    if (header.get(member) instanceof List<?> values) {
      for (Object value : values) {
        if (value instanceof String text) {
          texts.add(text);
        }
      }
      if (texts.size() == values.size()) {
        return texts;
      }
    }
    throw InvalidTokenException.malformed(
        "The header member " + member + " of the token is not an array of strings.");
  }

  /** Whether the header has a {@code kid} that is a string with this beginning. */
  boolean keyIdStartsWith(String prefix) {
    return header.get("kid") instanceof String kid && kid.startsWith(prefix);
  }

  /** The claims. The signature is not verified yet. */
  Map<String, Object> claims() throws InvalidTokenException {
    return object(payload);
  }

  /** The bytes of the payload, which {@link #claims} parses. */
  byte[] payload() {
    return payload;
  }

  private static Map<String, Object> object(byte[] segment) throws InvalidTokenException {
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
