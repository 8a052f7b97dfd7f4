package io.latchkey.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The keys of one {@link Scheme}, with the rules that only tokens of that scheme have. */
interface KeyRing {
  Scheme scheme();

  /** Whether tokens with this {@code alg} are for these keys to judge, and for no others. */
  boolean takes(String algorithm);

  /** Refuses what needs no key to be refused. Costs next to nothing. */
  void checkHeader(CompactJws jws) throws InvalidTokenException;

  /** Refuses claims that do not go with these keys. */
  void checkClaims(Map<String, Object> claims) throws InvalidTokenException;

  /** Who the claims name. */
  Caller caller(Map<String, Object> claims, List<String> rolesClaims) throws InvalidTokenException;

  /**
   * Refuses whatever none of these keys has signed.
   *
   * @param rank see {@link TokenVerifier#verify(String, IntSupplier)}
   * @return which one has, as {@link VerifiedToken#verifiedBy} says it
   */
  String checkSignature(CompactJws jws, IntSupplier rank) throws InvalidTokenException;

  /** Whether a token with the same derived key has been verified before. */
  boolean knows(CompactJws jws) throws InvalidTokenException;

  /** The keys under the token's {@code kid}; without one, or with one nobody has, those without. */
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

  static InvalidTokenException badSignature() {
    return new InvalidTokenException(
        Reason.SIGNATURE, "The token is not signed with the key of this server.");
  }
}
