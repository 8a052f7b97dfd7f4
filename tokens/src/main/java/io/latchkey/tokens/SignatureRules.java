package io.latchkey.tokens;

import java.security.PublicKey;
import java.util.Map;
import org.jose4j.jws.JsonWebSignatureAlgorithm;

/**
 * The algorithms and signatures that one public key accepts. The type of the key determines them;
 * the header of a token has no influence (RFC 8725 section 3.1). Immutable.
 */
sealed interface SignatureRules permits RsaRules, EcdsaRules, EddsaRules {

  /** The key itself. */
  PublicKey key();

  /** The algorithms by their name in {@code alg} (RFC 7518 section 3.1, RFC 8037 section 3.1). */
  Map<String, JsonWebSignatureAlgorithm> algorithms();

  /**
   * Whether a signature has the form of a signature by this key. This check runs before the
   * signature is verified, so that the result does not depend on how strict the security provider
   * is.
   */
  boolean isWellFormed(byte[] signature);

  /** The type of the key for messages, such as {@code RSA 2048}. */
  String kind();
}
