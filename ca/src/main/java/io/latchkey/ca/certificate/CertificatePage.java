package io.latchkey.ca.certificate;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list of certificates.
 *
 * @param certificates newest first
 * @param next value of {@link CertificateQuery#after} for the next page; empty on the last page
 */
public record CertificatePage(List<IssuedCertificate> certificates, Optional<String> next) {
  /** Copies the list. */
  public CertificatePage {
    certificates = List.copyOf(certificates);
  }
}
