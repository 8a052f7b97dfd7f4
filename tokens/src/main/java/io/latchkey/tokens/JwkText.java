package io.latchkey.tokens;

import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * Reads a JWK set (RFC 7517 section 5) or a single JWK. Keys that are not for verifying, or whose
 * type, size or form is not supported, are skipped, as section 5 requires. A private key makes the
 * whole text invalid, because others who read it could sign tokens.
 */
final class JwkText {
  /** The maximum number of keys. Each of them may cost a verification. */
  private static final int MAX_KEYS = 100;

  private static final String KEYS = "keys";
  private static final String PRIVATE_PART = "d";

  private JwkText() {}

  /** Whether a text is JSON rather than PEM or base64. */
  static boolean looksLikeIt(String text) {
    return text.stripLeading().startsWith("{");
  }

  static List<VerificationKey> parse(String text) {
    return nonEmpty(keys(object(text)));
  }

  /** The same for a source, which may publish a set without keys. */
  static List<VerificationKey> parseSet(String text) {
    Map<String, Object> object = object(text);
    boolean isSet = object.get(KEYS) instanceof List<?>;
    return isSet ? keys(object) : nonEmpty(keys(object));
  }

  private static List<VerificationKey> keys(Map<String, Object> object) {
    List<?> members =
        object.containsKey(KEYS)
            ? object.get(KEYS) instanceof List<?> keys ? keys : List.of()
            : List.of(object);
    if (members.size() > MAX_KEYS) {
      throw new IllegalArgumentException("contains more than " + MAX_KEYS + " keys");
    }
    List<VerificationKey> keys = new ArrayList<>();
    for (Object member : members) {
      if (member instanceof Map<?, ?> jwk) {
        key(jwk).ifPresent(keys::add);
      }
    }
    return keys;
  }

  private static List<VerificationKey> nonEmpty(List<VerificationKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "contains no supported JWK: RSA from 2048 bits, EC P-256 or P-384, Ed25519");
    }
    return keys;
  }

  private static Map<String, Object> object(String text) {
    try {
      return StrictJson.DOCUMENT.readObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException(e.problem(), e);
    }
  }

  private static Optional<VerificationKey> key(Map<?, ?> jwk) {
    if (jwk.containsKey(PRIVATE_PART)) {
      throw new IllegalArgumentException(
          "contains a private key; set only the public part, without the member d");
    }
    Map<String, Object> members = new HashMap<>();
    jwk.forEach((name, value) -> members.put(String.valueOf(name), value));
    try {
      return JsonWebKey.Factory.newJwk(members) instanceof PublicJsonWebKey key && verifies(key)
          ? Optional.of(key(key))
          : Optional.empty();
    } catch (JoseException | RuntimeException e) {
      // jose4j throws exceptions of many types for invalid members.
      return Optional.empty();
    }
  }

  /** RFC 7517 sections 4.2 and 4.3. */
  private static boolean verifies(PublicJsonWebKey key) {
    boolean signs = key.getUse() == null || key.getUse().equals("sig");
    return signs && (key.getKeyOps() == null || key.getKeyOps().contains("verify"));
  }

  private static VerificationKey key(PublicJsonWebKey jwk) {
    VerificationKey key = VerificationKey.of(jwk.getPublicKey());
    VerificationKey named = Optional.ofNullable(jwk.getKeyId()).map(key::withKeyId).orElse(key);
    return Optional.ofNullable(jwk.getAlgorithm()).map(named::withAlgorithm).orElse(named);
  }
}
