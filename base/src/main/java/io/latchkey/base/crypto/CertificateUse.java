package io.latchkey.base.crypto;

import java.security.cert.X509Certificate;

/**
 * What the key of a certificate may sign: its basic constraints and its key usage (RFC 5280
 * sections 4.2.1.9 and 4.2.1.3). A certificate without a key usage has no restriction of it. Says
 * nothing about the validity, the issuer and the extended key usage of the certificate.
 */
public final class CertificateUse {
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private CertificateUse() {}

  /** Whether the certificate is one of a CA, by its basic constraints alone. */
  public static boolean isAuthority(X509Certificate certificate) {
    return certificate.getBasicConstraints() >= 0;
  }

  /** Whether the certificate is one of a CA, and its key may sign certificates. */
  public static boolean mayIssue(X509Certificate certificate) {
    return isAuthority(certificate) && allows(certificate, KEY_CERT_SIGN);
  }

  /** Whether the key may sign revocation lists, also if the certificate is not one of a CA. */
  public static boolean maySignLists(X509Certificate certificate) {
    return allows(certificate, CRL_SIGN);
  }

  /** Whether the key may sign data such as tokens, also if the certificate is one of a CA. */
  public static boolean maySignData(X509Certificate certificate) {
    return allows(certificate, DIGITAL_SIGNATURE);
  }

  private static boolean allows(X509Certificate certificate, int bit) {
    boolean[] usage = certificate.getKeyUsage();
    return usage == null || usage[bit];
  }
}
