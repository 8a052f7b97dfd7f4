package io.latchkey.ca.policy;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.SignatureAlgorithms;
import io.latchkey.pki.SignatureScheme;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Verifies the signature of the request with its public key (RFC 2986 section 4.2). */
final class ProofOfPossessionRule {
  private static final String REJECTION =
      "The request's signature does not fit the public key in it";

  private final CryptoProvider crypto;

  ProofOfPossessionRule(CryptoProvider crypto) {
    this.crypto = crypto;
  }

  /**
   * @param key the public key of the request, as {@link KeyStrengthRule} has read it
   */
  void check(CertificateSigningRequest request, SubjectPublicKeyInfo key)
      throws IssuanceRejectedException {
    boolean fits =
        UntrustedInput.read(RejectionReason.CSR_SIGNATURE, REJECTION, () -> verify(request, key));
    if (!fits) {
      throw new IssuanceRejectedException(RejectionReason.CSR_SIGNATURE, REJECTION);
    }
  }

  private boolean verify(CertificateSigningRequest request, SubjectPublicKeyInfo key)
      throws GeneralSecurityException, IOException {
    SignatureScheme scheme =
        SignatureAlgorithms.accepted(request.signatureAlgorithm()).orElseThrow();
    Signature verifier = crypto.signature(scheme.name());
    scheme.configure(verifier);
    verifier.initVerify(crypto.publicKey(scheme.name(), key.getEncoded(ASN1Encoding.DER)));
    verifier.update(request.signedPart());
    return verifier.verify(request.signature());
  }
}
