package io.latchkey.tokens.trust;

import io.latchkey.base.crypto.CertificateValidity;
import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A valid path from a certificate to a trusted CA. Only {@link TrustedCertificates} creates
 * instances.
 *
 * @param certificates the certificate, then its issuers; the last one is trusted
 */
record CertifiedPath(List<X509Certificate> certificates) {
  CertifiedPath {
    certificates = List.copyOf(certificates);
  }

  /**
   * What decides whether a certificate of the path is revoked. It does not contain the certificate,
   * because it is cached and a client chooses how many certificates it uses.
   *
   * @param sources the distribution points in the certificate
   * @param crossCertified the certificate itself, if it is a cross-certificate: all keys of a CA
   *     sign the same entries, so the list of its own key names it as well. The CA signs no list
   *     with the key of an old root after a rotation
   */
  record Link(
      BigInteger serial,
      X509Certificate issuer,
      List<URI> sources,
      Optional<X509Certificate> crossCertified) {}

  /** Returns one link for each certificate but the trusted one. */
  List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (int i = 0; i + 1 < certificates.size(); i++) {
      X509Certificate each = certificates.get(i);
      links.add(
          new Link(
              each.getSerialNumber(),
              certificates.get(i + 1),
              DistributionPoints.of(each),
              Optional.of(each).filter(TrustedCertificates::isCrossCertificate)));
    }
    return List.copyOf(links);
  }

  /** The certificate at the beginning of the path. */
  X509Certificate subject() {
    return certificates.get(0);
  }

  /** When all certificates are valid for the first time. */
  Instant notBefore() {
    return certificates.stream()
        .map(each -> each.getNotBefore().toInstant())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** The end of the first certificate that ends. */
  Instant notAfter() {
    return certificates.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** Whether all certificates are valid at this time. */
  boolean isValidAt(Instant time) {
    return !time.isBefore(notBefore()) && !CertificateValidity.hasExpired(notAfter(), time);
  }
}
