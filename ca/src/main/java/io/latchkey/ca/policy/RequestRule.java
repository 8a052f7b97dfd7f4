package io.latchkey.ca.policy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.pki.CertificateSigningRequest;

/** A rule of the issuance pipeline that needs only the request. */
interface RequestRule {
  /** Returns normally if the request complies with the rule. */
  void check(CertificateSigningRequest request) throws IssuanceRejectedException;
}
