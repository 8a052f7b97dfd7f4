package io.latchkey.ca;

import java.security.InvalidKeyException;
import java.security.Signature;
import java.security.SignatureException;

/** The request is signed with the private key of the public key in it (RFC 2986 section 4.2). */
final class ProofOfPossessionRule implements RequestRule {
  @Override
  public void check(SigningRequest request) throws IssuanceRefusedException {
    Signature verifier =
        SignatureAlgorithms.verifier(request.signatureAlgorithm())
            .orElseThrow(ProofOfPossessionRule::refusal);
    try {
      verifier.initVerify(PublicKeys.decode(request.publicKey()));
      verifier.update(request.signedPart());
      if (!verifier.verify(request.signature())) {
        throw refusal();
      }
    } catch (InvalidKeyException | SignatureException e) {
      throw refusal();
    }
  }

  private static IssuanceRefusedException refusal() {
    return new IssuanceRefusedException(
        RefusalReason.CSR_SIGNATURE, "The request's signature does not fit the public key in it");
  }
}
