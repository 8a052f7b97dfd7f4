package io.latchkey.tokens;

import java.time.Instant;
import java.util.Optional;

/**
 * The result of verifying the signature of a token.
 *
 * @param kind see {@link VerifiedToken#callerKind}
 * @param key see {@link VerifiedToken#verifiedBy}
 * @param allowsCertificateSigning whether the key allows the caller to have certificates signed
 * @param until when the validity of the key ends; empty if it has no end
 */
record Verification(
    Caller caller,
    String kind,
    String key,
    boolean allowsCertificateSigning,
    Optional<Instant> until) {
  Verification(Caller caller, String kind, String key, boolean allowsCertificateSigning) {
    this(caller, kind, key, allowsCertificateSigning, Optional.empty());
  }
}
