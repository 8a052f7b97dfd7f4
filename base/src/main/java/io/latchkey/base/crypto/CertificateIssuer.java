package io.latchkey.base.crypto;

import java.security.cert.X509Certificate;

/**
 * Which issuer a certificate names. The name does not prove who has signed the certificate; {@link
 * CertificateSignature} verifies that.
 */
public final class CertificateIssuer {
  private CertificateIssuer() {}

  /** Whether the issuer of a certificate has the name of the subject of another certificate. */
  public static boolean isNamed(X509Certificate issuer, X509Certificate certificate) {
    return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /**
   * Whether subject and issuer of a certificate have the same name (RFC 5280 section 3.2): a root,
   * or a cross-certificate of a CA with the same name.
   */
  public static boolean isSelfIssued(X509Certificate certificate) {
    return isNamed(certificate, certificate);
  }
}
