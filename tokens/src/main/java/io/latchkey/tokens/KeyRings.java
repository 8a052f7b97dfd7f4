package io.latchkey.tokens;

import java.util.List;
import java.util.Optional;

/**
 * All keys of a verifier. The header of a token selects the ring that judges the token.
 *
 * <p>Only public keys and certificates can both take a header: that of an asymmetric algorithm with
 * {@code x5t#S256}. Identity providers set this member as a hint; a certificate token needs it to
 * name its certificate. The public keys judge such a token if {@code kid} names one of them, or if
 * the certificates have none with this fingerprint. Otherwise the certificates judge it.
 *
 * <p>The sender of a token chooses its header, and gains nothing from the choice: each ring admits
 * only what one of its own keys has signed, and applies its own rules to it. The holder of a
 * certificate that names a public key is rejected, because that key has not signed the token. The
 * {@code kid} comes first because it needs no lookup in the CA's record: the usual tokens of an
 * identity provider stay valid while the record does not answer.
 */
record KeyRings(
    Optional<PreSharedKeyRing> preSharedKeys,
    Optional<PublicKeyRing> publicKeys,
    Optional<CertificateKeyRing> certificates) {

  /** The ring that judges a token. May look up a certificate. */
  KeyRing of(CompactJws jws) throws InvalidTokenException {
    if (isTakenBy(preSharedKeys, jws)) {
      return preSharedKeys.get();
    }
    boolean byCertificate = isTakenBy(certificates, jws);
    if (isTakenBy(publicKeys, jws)
        && (!byCertificate || publicKeys.get().isNamedBy(jws) || !certificates.get().has(jws))) {
      return publicKeys.get();
    }
    if (byCertificate) {
      return certificates.get();
    }
    InvalidTokenException refusal =
        InvalidTokenException.unsupported(
            "The algorithm of the token goes with no key of this server.");
    throw jws.text("kid") == null ? refusal : refusal.ofUnknownKey();
  }

  /** See {@link TokenVerifier#knows}. Looks up no certificate. */
  boolean hasVerified(CompactJws jws) throws InvalidTokenException {
    return (isTakenBy(preSharedKeys, jws) && preSharedKeys.get().hasVerified(jws))
        || (isTakenBy(certificates, jws) && certificates.get().hasVerified(jws));
  }

  private static boolean isTakenBy(Optional<? extends KeyRing> ring, CompactJws jws)
      throws InvalidTokenException {
    return ring.isPresent() && ring.get().takes(jws);
  }

  /** The keys that were derived from pre-shared keys. */
  List<DerivedKeys> derived() {
    return preSharedKeys.map(PreSharedKeyRing::keys).orElseGet(List::of);
  }
}
