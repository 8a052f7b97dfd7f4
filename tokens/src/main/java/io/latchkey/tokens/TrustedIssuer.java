package io.latchkey.tokens;

import java.util.List;
import java.util.Optional;

/**
 * Somebody whose tokens are taken: its keys verify no token but its own, and its tokens are
 * verified with no other keys (RFC 8725 section 3.8). Immutable.
 *
 * @param name what the configuration calls it; goes before the key in {@link
 *     VerifiedToken#verifiedBy}
 * @param issuer what {@code iss} is in its tokens
 * @param keys its public keys; while there are none, no token of it is taken
 * @param audience what {@code aud} has to be or to have among others; not looked at when empty
 * @param rolesClaims the claims that hold roles; those of the verifier when empty
 * @param maySign whether those who have its tokens may have certificates signed
 */
public record TrustedIssuer(
    String name,
    String issuer,
    List<VerificationKey> keys,
    Optional<String> audience,
    Optional<List<String>> rolesClaims,
    boolean maySign) {

  /** Takes the lists as they are now. */
  public TrustedIssuer {
    keys = List.copyOf(keys);
    rolesClaims = rolesClaims.map(List::copyOf);
  }

  /** The same issuer with other keys. */
  public TrustedIssuer withKeys(List<VerificationKey> others) {
    return new TrustedIssuer(name, issuer, others, audience, rolesClaims, maySign);
  }
}
