package io.latchkey.ca;

/** The request is signed with an algorithm whose signatures still prove something. */
final class SignatureAlgorithmRule implements RequestRule {
  @Override
  public void check(SigningRequest request) throws IssuanceRefusedException {
    if (SignatureAlgorithms.verifier(request.signatureAlgorithm()).isEmpty()) {
      throw new IssuanceRefusedException(
          RefusalReason.WEAK_SIGNATURE,
          "The request's signature algorithm is not accepted; sign it with SHA-256, SHA-384 or"
              + " SHA-512 and RSA or ECDSA, or with Ed25519");
    }
  }
}
