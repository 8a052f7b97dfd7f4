package io.latchkey.base.crypto;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** Verifies the signatures of certificates. */
public final class CertificateSignature {
  private CertificateSignature() {}

  /**
   * Whether the key of an issuer has signed a certificate. Compares no names and no times, and does
   * not check whether the issuer is a CA.
   */
  public static boolean isBy(X509Certificate issuer, X509Certificate certificate) {
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
