package io.latchkey.ca.revocation;

import io.latchkey.pki.RevocationReason;
import java.time.Instant;

/**
 * The revocation of a certificate. Immutable.
 *
 * @param revokedAt when the certificate was revoked or put on hold, in whole milliseconds
 * @param reason any reason but {@link RevocationReason#REMOVE_FROM_CRL}
 */
public record Revocation(Instant revokedAt, RevocationReason reason) {
  /** Returns whether the certificate is on hold, so that it can be released. */
  public boolean isHold() {
    return reason == RevocationReason.CERTIFICATE_HOLD;
  }
}
