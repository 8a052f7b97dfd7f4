package io.latchkey.ca.authority;

import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.store.GenerationStore.StoredGeneration;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A generation of the CA's key. Immutable.
 *
 * @param stored the generation as the store records it
 * @param issuer the key with its root; empty once the key was deleted, or if this node cannot load
 *     it
 */
record Generation(StoredGeneration stored, Optional<Issuer> issuer) {
  int number() {
    return stored.number();
  }

  X509Certificate root() {
    return stored.root();
  }

  /** Whether the store has the key and this node has not. */
  boolean isNotLoaded() {
    return issuer.isEmpty() && stored.privateKey().isPresent();
  }

  Instant end() {
    return root().getNotAfter().toInstant();
  }

  /** Both cross-certificates of the rotation that led to this generation, while they are valid. */
  List<X509Certificate> crossCertificates(Instant now) {
    return Stream.concat(stored.formerCrossed().stream(), stored.crossed().stream())
        .filter(each -> !CertificateValidity.hasExpired(each, now))
        .toList();
  }

  /** A node whose clock is behind can have a certificate that is not valid yet. */
  static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !CertificateValidity.hasExpired(certificate, now);
  }
}
