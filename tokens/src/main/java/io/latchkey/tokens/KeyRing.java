package io.latchkey.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The keys of one sort, with the rules that only tokens of that sort have. */
interface KeyRing {
  Scheme scheme();

  /** Whether a token with this header is for these keys to judge, and for no others. */
  boolean takes(CompactJws jws) throws InvalidTokenException;

  /** Refuses what needs no key to be refused. Costs next to nothing. */
  void checkHeader(CompactJws jws) throws InvalidTokenException;

  /**
   * Refuses claims that do not go with these keys, and then whatever none of these keys has signed.
   *
   * @param rank see {@link TokenVerifier#verify(String, IntSupplier)}
   * @return who the claims name, and which key it was
   */
  Verification verify(CompactJws jws, Map<String, Object> claims, IntSupplier rank)
      throws InvalidTokenException;

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

  /**
   * Refuses what does not name this server in {@code aud} (RFC 7519 section 4.1.3).
   *
   * @param audience this server; empty: nothing is looked at
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

  static InvalidTokenException badSignature() {
    return new InvalidTokenException(
        Reason.SIGNATURE, "The token is not signed with the key of this server.");
  }
}
