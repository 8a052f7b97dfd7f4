package io.latchkey.ca;

import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.enrolment.OrderedNames;
import io.latchkey.ca.issuance.IssuanceListener;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.pki.CertificateSigningRequest;
import java.util.List;

/**
 * Signs certificates: the role of a {@link CertificateAuthority} that issues. Safe for use by
 * several threads.
 */
public interface IssuingAuthority {
  /**
   * Checks a request against the policy, signs a certificate for it and records the certificate.
   * The method returns only after the record is on disk.
   *
   * @throws IssuanceRejectedException if a rule of the policy rejects the request; the authority
   *     then records nothing, and a one-time permission stays usable
   * @throws AuthorityUnavailableException if the store fails; the record may then contain a
   *     certificate that was not returned to any caller
   */
  IssuedCertificate sign(CertificateSigningRequest request, IssuanceTerms terms)
      throws IssuanceRejectedException;

  /**
   * Checks an order before its request exists, with the rules that {@link #sign} applies to names,
   * usages and validity.
   *
   * @return a rejection for each name that the caller may not have, in the order of the names
   * @throws IssuanceRejectedException if the validity or the usages are not allowed
   */
  List<IssuanceRejectedException> check(OrderedNames names, IssuanceTerms terms)
      throws IssuanceRejectedException;

  /**
   * Adds a listener that decides on each certificate before it is signed, and observes it after it
   * is recorded. Listeners are asked in the order in which they were added.
   */
  void addIssuanceListener(IssuanceListener listener);

  /** Removes a listener. Without effect if it was not added. */
  void removeIssuanceListener(IssuanceListener listener);
}
