package io.latchkey.tokens;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier takes tokens for. A token that the CA hands to anybody must never be a
 * credential, so a verifier serves one purpose only.
 */
public enum TokenPurpose {
  /** Authenticates a request. */
  CREDENTIAL {
    @Override
    void check(@Nullable String type, Map<String, Object> claims) throws InvalidTokenException {
      if (!isPlain(type) || claims.containsKey(FINGERPRINT_CLAIM)) {
        throw new InvalidTokenException(
            Reason.PURPOSE, "The token was made for another purpose and is no credential.");
      }
    }
  },

  /**
   * Vouches for the fingerprint of the CA's certificate. The type is {@value #CA_CERT_TYPE}; a
   * reference server, which sets none, is read as well.
   */
  CA_CERT {
    @Override
    void check(@Nullable String type, Map<String, Object> claims) throws InvalidTokenException {
      boolean fits = isPlain(type) || CA_CERT_TYPE.equalsIgnoreCase(type);
      if (!fits || !(claims.get(FINGERPRINT_CLAIM) instanceof String)) {
        throw new InvalidTokenException(
            Reason.PURPOSE, "The token does not vouch for a CA certificate.");
      }
    }
  };

  /** The {@code typ} of the token that {@code GET /ca/cert} answers with. */
  static final String CA_CERT_TYPE = "ca-cert+jwt";

  /** The claim that makes a token the CA's own. */
  static final String FINGERPRINT_CLAIM = "sha256_fingerprint";

  abstract void check(@Nullable String type, Map<String, Object> claims)
      throws InvalidTokenException;

  private static boolean isPlain(@Nullable String type) {
    return type == null || type.toLowerCase(Locale.ROOT).equals("jwt");
  }
}
