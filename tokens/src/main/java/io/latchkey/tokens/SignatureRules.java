package io.latchkey.tokens;

import java.security.PublicKey;
import java.util.Map;
import org.jose4j.jws.JsonWebSignatureAlgorithm;

/**
 * What one public key accepts: the algorithms that go with its kind, and nothing else whatever a
 * token's header says (RFC 8725 section 3.1). Immutable.
 */
sealed interface SignatureRules permits RsaRules, EcdsaRules, EddsaRules {

  /** The key itself. */
  PublicKey key();

  /** The algorithms by their name in {@code alg} (RFC 7518 section 3.1, RFC 8037 section 3.1). */
  Map<String, JsonWebSignatureAlgorithm> algorithms();

  /**
   * Whether a signature has the one form that a signature by this key can have. Comes before the
   * arithmetic, so that nothing depends on how strict a provider of it is.
   */
  boolean isWellFormed(byte[] signature);

  /** The kind of the key for people, such as {@code RSA 2048}. */
  String kind();
}
