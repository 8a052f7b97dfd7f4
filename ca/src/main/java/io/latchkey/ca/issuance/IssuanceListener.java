package io.latchkey.ca.issuance;

import io.latchkey.ca.certificate.IssuedCertificate;

/**
 * Observes every certificate that a {@link io.latchkey.ca.CertificateAuthority} signs, whichever
 * protocol requests it. Both methods are called on the thread of the request and must be safe for
 * use by several threads.
 */
public interface IssuanceListener {
  /**
   * Decides on a certificate before the CA signs it. The CA does not ask for the certificate of its
   * own server ({@link NamePrivilege#SERVER}).
   *
   * @return the certificate, possibly with an earlier end or fewer extended key usages; the CA
   *     applies only these two, and only if they are narrower
   * @throws IssuanceRejectedException if the CA must not sign it; another exception has the same
   *     effect and is thrown to the caller of {@link io.latchkey.ca.CertificateAuthority#sign}
   */
  PendingCertificate requested(PendingCertificate certificate) throws IssuanceRejectedException;

  /**
   * Observes a certificate after its record is on disk. The CA logs an exception; the caller gets
   * its certificate.
   */
  void issued(IssuedCertificate certificate);
}
