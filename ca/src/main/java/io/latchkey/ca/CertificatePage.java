package io.latchkey.ca;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list of certificates.
 *
 * @param certificates newest first
 * @param next what to ask for as {@code after} to get the following page; empty at the end
 */
public record CertificatePage(List<IssuedCertificate> certificates, Optional<String> next) {
  /** Copies the list. */
  public CertificatePage {
    certificates = List.copyOf(certificates);
  }
}
