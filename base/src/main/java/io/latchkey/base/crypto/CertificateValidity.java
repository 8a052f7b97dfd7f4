package io.latchkey.base.crypto;

import java.security.cert.X509Certificate;
import java.time.Instant;

/** The end of the validity of certificates. */
public final class CertificateValidity {
  private CertificateValidity() {}

  /**
   * Whether a certificate has expired. It is still valid at the instant of its end (RFC 5280
   * section 4.1.2.5).
   *
   * @param notAfter the end of the certificate
   */
  public static boolean hasExpired(Instant notAfter, Instant now) {
    return now.isAfter(notAfter);
  }

  /** The same, with the end that is in the certificate. */
  public static boolean hasExpired(X509Certificate certificate, Instant now) {
    return hasExpired(certificate.getNotAfter().toInstant(), now);
  }
}
