package io.latchkey.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Keys of one kind, with the rules that apply only to tokens of these keys. */
interface KeyRing {
  Scheme scheme();

  /** Whether these keys can verify a token with this header; see {@link KeyRings#of}. */
  boolean takes(CompactJws jws) throws InvalidTokenException;

  /** Rejects a header that no key of this type accepts. This check is cheap. */
  default void checkHeader(CompactJws jws) throws InvalidTokenException {}

  /**
   * Rejects a signature that no key of this type can have made. This check is cheap. By default
   * every form is accepted: an asymmetric key checks the form itself when it verifies a signature,
   * because the form depends on the key.
   */
  default void checkSignatureForm(CompactJws jws) throws InvalidTokenException {}

  /** The types of tokens with these claims that the keys accept. */
  default Set<TokenType> tokenTypes(Map<String, Object> claims) {
    return Set.of(TokenType.JWT);
  }

  /** Rejects a token of another issuer, for another audience or without a claim of its type. */
  default void checkIssuerAndAudience(CompactJws jws, Map<String, Object> claims)
      throws InvalidTokenException {}

  /**
   * Rejects a token if a claim of the name has the wrong type, then if none of these keys has
   * signed it, then if the key is revoked or expired or belongs to another name. {@link
   * TokenVerifier} has applied its other rules before.
   *
   * @param rank see {@link TokenVerifier#verify(String, IntSupplier)}
   * @return the caller and the key that has signed the token
   */
  Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException;

  /** Whether a token with the same derived key has been verified before. */
  boolean hasVerified(CompactJws jws) throws InvalidTokenException;

  /**
   * Selects the keys to try: without {@code kid} all keys; with {@code kid} the keys with this id,
   * or, if there are none, the keys without an id.
   */
  static <K> List<K> candidates(
      List<K> keys, Function<K, Optional<String>> keyId, @Nullable String kid) {
    List<K> named = new ArrayList<>();
    List<K> unnamed = new ArrayList<>();
    for (K key : keys) {
      Optional<String> id = keyId.apply(key);
      if (kid == null || id.isEmpty()) {
        unnamed.add(key);
      } else if (id.get().equals(kid)) {
        named.add(key);
      }
    }
    return named.isEmpty() ? unnamed : named;
  }

  /**
   * Rejects a token that does not name this server in {@code aud} (RFC 7519 section 4.1.3).
   *
   * @param audience the name of this server; if empty, {@code aud} is not checked
   */
  static void checkAudience(Optional<String> audience, Map<String, Object> claims)
      throws InvalidTokenException {
    if (audience.isPresent() && !isFor(audience.get(), claims.get("aud"))) {
      throw new InvalidTokenException(
          Reason.AUDIENCE, "The claim aud of the token does not name this server.");
    }
  }

  private static boolean isFor(String server, @Nullable Object audience) {
    return audience instanceof List<?> several ? several.contains(server) : server.equals(audience);
  }

  /** Rejects a signature that has not the length of HS256. */
  static void checkHs256Length(CompactJws jws) throws InvalidTokenException {
    if (jws.signature().length != Hs256.SIGNATURE_BYTES) {
      throw badSignature();
    }
  }

  static InvalidTokenException badSignature() {
    return new InvalidTokenException(
        Reason.SIGNATURE, "The token is not signed with the key of this server.");
  }
}
