package io.latchkey.tokens;

import java.util.List;

/**
 * All the keys of a verifier. The header of a token picks the ring, and no two rings take the same
 * header.
 */
record KeyRings(List<KeyRing> rings) {

  /** The ring that a token is for, after checking that its header is one. */
  KeyRing of(CompactJws jws) throws InvalidTokenException {
    for (KeyRing ring : rings) {
      if (ring.takes(jws)) {
        return ring;
      }
    }
    if (jws.has(CertificateKeyRing.MEMBER)) {
      throw CompactJws.refusedMember(CertificateKeyRing.MEMBER);
    }
    InvalidTokenException refusal =
        InvalidTokenException.unsupported(
            "The algorithm of the token goes with no key of this server.");
    throw jws.text("kid") == null ? refusal : refusal.ofUnknownKey();
  }

  /** What has been derived from pre-shared keys. */
  List<DerivedKeys> derived() {
    return rings.stream()
        .filter(PreSharedKeyRing.class::isInstance)
        .flatMap(ring -> ((PreSharedKeyRing) ring).keys().stream())
        .toList();
  }
}
