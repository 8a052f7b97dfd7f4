package io.latchkey.enrolment;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.pki.RevocationReason;

/** Counts and logs what one request of an enrolment protocol makes the CA do. */
public interface EnrolmentWatch {
  /** A request to sign. */
  @FunctionalInterface
  interface Signing {
    /**
     * Signs a certificate.
     *
     * @throws IssuanceRejectedException if a rule rejects the request
     */
    IssuedCertificate sign() throws IssuanceRejectedException;
  }

  /**
   * Signs a certificate, and counts and logs the outcome.
   *
   * @throws IssuanceRejectedException if a rule rejects the request
   */
  IssuedCertificate sign(CallerIdentity caller, Signing signing) throws IssuanceRejectedException;

  /**
   * Logs that a request was rejected before it could make the CA do anything: its sender is not
   * authenticated, or may not have a name of its order.
   *
   * @param reason one word, such as {@code signature}
   */
  void rejected(String reason);

  /** Logs that a certificate was revoked, after the change is on disk. */
  void revoked(IssuedCertificate certificate, RevocationReason reason, CallerIdentity caller);
}
