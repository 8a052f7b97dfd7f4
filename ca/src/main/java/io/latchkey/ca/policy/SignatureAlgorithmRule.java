package io.latchkey.ca.policy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.SignatureAlgorithms;
import java.io.IOException;

/** Rejects requests that are signed with a broken algorithm, such as SHA-1. */
final class SignatureAlgorithmRule implements RequestRule {
  @Override
  public void check(CertificateSigningRequest request) throws IssuanceRejectedException {
    UntrustedInput.read(
        RejectionReason.WEAK_SIGNATURE,
        "The request's signature algorithm is not accepted; sign it with SHA-256, SHA-384 or"
            + " SHA-512 and RSA or ECDSA, or with Ed25519",
        () ->
            SignatureAlgorithms.accepted(request.signatureAlgorithm())
                .orElseThrow(() -> new IOException("The algorithm is not accepted")));
  }
}
