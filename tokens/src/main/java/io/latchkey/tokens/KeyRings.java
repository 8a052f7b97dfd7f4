package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentPath;
import java.util.List;
import java.util.Optional;

/**
 * All keys of a verifier. The header of a token selects the ring that verifies the token. A {@code
 * kid} that begins with {@code lk1.} selects the component keys and nothing else.
 *
 * <p>{@code x5c} selects the certificates that callers send, and nothing else. Without {@code
 * certificateChains}, such a token is rejected.
 *
 * <p>Two rings can accept the same header only if it has an asymmetric algorithm and {@code
 * x5t#S256}: the public keys and the certificates. Identity providers set this member as a hint; a
 * certificate token needs it to name its certificate. The public keys verify such a token if {@code
 * kid} names one of them, or if no certificate has this fingerprint. Otherwise the certificates
 * verify it.
 *
 * <p>The sender chooses the header of a token but gains nothing from the choice: each ring accepts
 * only tokens that its own keys have signed, and applies its own rules to them. For example, a
 * token that is signed with the key of a certificate but names a public key in {@code kid} is
 * rejected, because the public key has not signed it. {@code kid} is checked first because it needs
 * no lookup in the CA's record: the tokens of an identity provider stay valid while the record is
 * unavailable.
 */
record KeyRings(
    Optional<PreSharedKeyRing> preSharedKeys,
    Optional<PublicKeyRing> publicKeys,
    Optional<CertificateKeyRing> certificates,
    Optional<CertificateKeyRing> chains,
    Optional<KeyRing> components) {

  /** Returns the ring that verifies a token. May look up a certificate. */
  KeyRing of(CompactJws jws) throws InvalidTokenException {
    if (jws.header().has(TokenCertificateSource.Sent.MEMBER)) {
      return ofChain(jws);
    }
    if (jws.header().keyIdStartsWith(ComponentKey.SECRET_PREFIX)) {
      throw InvalidTokenException.malformed(
          "The kid of the token is the secret of a component key; send its id.");
    }
    if (jws.header().keyIdStartsWith(ComponentPath.ID_PREFIX)) {
      return components.orElseThrow(
          () -> InvalidTokenException.unsupported("This server has no component keys."));
    }
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
    InvalidTokenException rejection =
        InvalidTokenException.unsupported("This server has no key for the algorithm of the token.");
    throw jws.header().text("kid") == null ? rejection : rejection.ofUnknownKey();
  }

  /** {@code x5c} selects the ring that validates it and nothing else. */
  private KeyRing ofChain(CompactJws jws) throws InvalidTokenException {
    boolean ofComponent =
        jws.header().keyIdStartsWith(ComponentKey.SECRET_PREFIX)
            || jws.header().keyIdStartsWith(ComponentPath.ID_PREFIX);
    if (ofComponent || !isTakenBy(chains, jws)) {
      throw InvalidTokenException.unsupported(
          "The header member x5c of the token is accepted only beside x5t#S256 and an asymmetric"
              + " algorithm, by servers that trust a CA.");
    }
    return chains.orElseThrow();
  }

  /** See {@link TokenVerifier#hasVerified}. Looks up no certificate. */
  boolean hasVerified(CompactJws jws) throws InvalidTokenException {
    if (jws.header().has(TokenCertificateSource.Sent.MEMBER)) {
      return isTakenBy(chains, jws) && chains.get().hasVerified(jws);
    }
    if (jws.header().keyIdStartsWith(ComponentPath.ID_PREFIX)) {
      return components.isPresent() && components.get().hasVerified(jws);
    }
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
