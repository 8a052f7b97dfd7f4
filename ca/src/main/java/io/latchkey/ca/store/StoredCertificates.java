package io.latchkey.ca.store;

import io.latchkey.pki.Certificates;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Reads certificates that the store has written. */
final class StoredCertificates {
  private StoredCertificates() {}

  /**
   * Reads certificates in PEM.
   *
   * @throws IllegalStateException if the text is malformed, because the database was damaged
   */
  static List<X509Certificate> parse(String pem) {
    try {
      return Certificates.parsePem(pem);
    } catch (CertificateException e) {
      throw new IllegalStateException("A certificate in the database is malformed", e);
    }
  }
}
