package io.latchkey.tokens;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The purpose for which a verifier accepts tokens. The CA gives its own token to every client, so
 * that token must never be a credential. A verifier therefore has exactly one purpose.
 */
public enum TokenPurpose {
  /** The token authenticates a request. */
  CREDENTIAL {
    @Override
    void check(@Nullable String typ, Set<TokenType> accepted, Map<String, Object> claims)
        throws InvalidTokenException {
      Optional<TokenType> type = TokenType.of(typ);
      if (type.isEmpty() || claims.containsKey(FINGERPRINT_CLAIM)) {
        throw rejection("The token was signed for another purpose and is not a credential.");
      }
      if (!accepted.contains(type.get())) {
        throw rejection("The header member typ of the token is not a type that is accepted here.");
      }
    }
  },

  /**
   * The token authenticates the fingerprint of the CA's certificate. Its type is {@value
   * #CA_CERT_TYPE}; a token of the reference server has no type and is accepted too.
   */
  CA_CERT {
    @Override
    void check(@Nullable String typ, Set<TokenType> accepted, Map<String, Object> claims)
        throws InvalidTokenException {
      boolean fits =
          CA_CERT_TYPE.equalsIgnoreCase(typ)
              || TokenType.of(typ).filter(TokenType.JWT::equals).isPresent();
      if (!fits || !(claims.get(FINGERPRINT_CLAIM) instanceof String)) {
        throw rejection("The token does not authenticate a CA certificate.");
      }
    }
  };

  /** The {@code typ} of the token that {@code GET /ca/cert} answers with. */
  static final String CA_CERT_TYPE = "ca-cert+jwt";

  /** The claim that only tokens of the CA have. */
  static final String FINGERPRINT_CLAIM = "sha256_fingerprint";

  /**
   * Rejects a token that was signed for another purpose.
   *
   * @param typ the header member; null if absent
   * @param accepted the types of credentials that the keys accept
   * @throws InvalidTokenException with {@link Reason#PURPOSE}
   */
  abstract void check(@Nullable String typ, Set<TokenType> accepted, Map<String, Object> claims)
      throws InvalidTokenException;

  private static InvalidTokenException rejection(String message) {
    return new InvalidTokenException(Reason.PURPOSE, message);
  }
}
