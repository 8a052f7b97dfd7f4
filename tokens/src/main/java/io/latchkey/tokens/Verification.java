package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentCredential;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The result of verifying the signature of a token.
 *
 * @param kind see {@link VerifiedToken#callerKind}
 * @param key see {@link VerifiedToken#verifiedBy}
 * @param allowsCertificateSigning whether the key allows the caller to have certificates signed
 * @param expiresAt when the key expires; empty if it does not expire
 * @param component the component key that signed the token, if it was one
 * @param revoked returns whether the key is revoked at that moment
 */
record Verification(
    Caller caller,
    String kind,
    String key,
    boolean allowsCertificateSigning,
    Optional<Instant> expiresAt,
    Optional<ComponentCredential> component,
    BooleanSupplier revoked) {
  Verification(
      Caller caller,
      String kind,
      String key,
      boolean allowsCertificateSigning,
      Optional<Instant> expiresAt,
      Optional<ComponentCredential> component) {
    this(caller, kind, key, allowsCertificateSigning, expiresAt, component, () -> false);
  }

  Verification(Caller caller, String kind, String key, boolean allowsCertificateSigning) {
    this(caller, kind, key, allowsCertificateSigning, Optional.empty(), Optional.empty());
  }
}
