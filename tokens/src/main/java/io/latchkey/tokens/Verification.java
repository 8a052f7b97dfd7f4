package io.latchkey.tokens;

import java.time.Instant;
import java.util.Optional;

/**
 * What verifying a token has found out.
 *
 * @param kind see {@link VerifiedToken#callerKind}
 * @param key which key it was, as {@link VerifiedToken#verifiedBy} says it
 * @param allowsCertificateSigning whether the caller may have certificates signed, as far as the
 *     key goes
 * @param until when the key ends, if it does
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
