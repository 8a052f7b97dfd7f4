package io.latchkey.tokens.trust;

import io.latchkey.base.crypto.CertificateUse;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/** Which certificates are for clients (RFC 5280 sections 4.2.1.3 and 4.2.1.12). */
public final class ClientPurpose {
  private static final Set<String> PURPOSES = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

  private ClientPurpose() {}

  /**
   * Whether the key of a certificate may sign data of a client. It may not if the certificate is
   * one of a CA, its key usage does not contain {@code digitalSignature}, or its extended key usage
   * contains neither {@code clientAuth} nor {@code anyExtendedKeyUsage}. A certificate without
   * these extensions has no restriction. The certificates of OCSP responders, for example, are
   * signed by the same CA but have another extended key usage.
   */
  public static boolean signs(X509Certificate certificate) {
    return !CertificateUse.isAuthority(certificate)
        && CertificateUse.maySignData(certificate)
        && isAllowed(certificate);
  }

  /**
   * Whether the extended key usage of a certificate allows clients. In the certificate of a CA it
   * restricts the certificates that the CA signs, as OpenSSL and web browsers apply it.
   */
  static boolean isAllowed(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.stream().anyMatch(PURPOSES::contains);
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
