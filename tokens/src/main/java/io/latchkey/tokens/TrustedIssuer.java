package io.latchkey.tokens;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An issuer with its own keys and rules. Its keys verify only its tokens, and its tokens are
 * verified only with its keys (RFC 8725 section 3.8). Immutable.
 *
 * @param name the issuer's name in the configuration, which precedes the key in {@link
 *     VerifiedToken#verifiedBy}
 * @param issuer the value of {@code iss} in its tokens
 * @param keys its public keys; if empty, all its tokens are rejected
 * @param audience the value that {@code aud} must be or contain; if empty, not checked
 * @param rolesClaims the claims that contain roles; if empty, those of the verifier
 * @param allowsCertificateSigning whether callers with its tokens may have certificates signed
 * @param tokenTypes the accepted types of its tokens; access tokens need an audience
 */
public record TrustedIssuer(
    String name,
    String issuer,
    List<VerificationKey> keys,
    Optional<String> audience,
    Optional<List<String>> rolesClaims,
    boolean allowsCertificateSigning,
    Set<TokenType> tokenTypes) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if no type is accepted, or access tokens without an audience
   *     (RFC 9068 section 4)
   */
  public TrustedIssuer {
    keys = List.copyOf(keys);
    rolesClaims = rolesClaims.map(List::copyOf);
    tokenTypes = Set.copyOf(tokenTypes);
    if (tokenTypes.isEmpty()) {
      throw new IllegalArgumentException("tokenTypes must not be empty");
    }
    if (tokenTypes.contains(TokenType.ACCESS_TOKEN) && audience.isEmpty()) {
      throw new IllegalArgumentException("access tokens (RFC 9068) need an audience");
    }
  }

  /** Creates an issuer whose tokens have the type {@link TokenType#JWT}. */
  public TrustedIssuer(
      String name,
      String issuer,
      List<VerificationKey> keys,
      Optional<String> audience,
      Optional<List<String>> rolesClaims,
      boolean allowsCertificateSigning) {
    this(
        name, issuer, keys, audience, rolesClaims, allowsCertificateSigning, Set.of(TokenType.JWT));
  }

  /** Returns the same issuer with other keys. */
  public TrustedIssuer withKeys(List<VerificationKey> others) {
    return new TrustedIssuer(
        name, issuer, others, audience, rolesClaims, allowsCertificateSigning, tokenTypes);
  }
}
