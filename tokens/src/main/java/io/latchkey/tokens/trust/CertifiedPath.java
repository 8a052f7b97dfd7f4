package io.latchkey.tokens.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

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
}
