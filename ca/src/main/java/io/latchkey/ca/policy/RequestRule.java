package io.latchkey.ca.policy;

import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.pki.CertificateSigningRequest;

/** One rule of the issuance pipeline that judges the request by itself. */
interface RequestRule {
  /** Returns if the request keeps the rule. */
  void check(CertificateSigningRequest request) throws IssuanceRefusedException;
}
