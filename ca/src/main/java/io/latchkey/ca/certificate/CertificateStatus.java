package io.latchkey.ca.certificate;

import io.latchkey.ca.revocation.Revocation;
import java.util.Optional;

/**
 * What happened to a certificate after it was signed. Immutable.
 *
 * @param revocation empty if the certificate is not revoked
 * @param replaced whether the same caller identity got another certificate for the same names
 *     later; always false for callers without a name
 */
public record CertificateStatus(Optional<Revocation> revocation, boolean replaced) {
  /** The status of a certificate that is neither revoked nor replaced. */
  public static final CertificateStatus CURRENT = new CertificateStatus(Optional.empty(), false);
}
