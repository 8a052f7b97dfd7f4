package io.latchkey.ca.authority;

import io.latchkey.base.crypto.CertificateIssuer;
import io.latchkey.ca.CertificateAuthority;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of properties that an operator's CA lacks. Such a CA works, but some clients reject the
 * certificates that it signs.
 *
 * @param origin where the CA certificate was read from
 */
record CustomCaWarnings(String origin) {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  void log(List<X509Certificate> chain) {
    for (X509Certificate certificate : chain) {
      warnOfMissingUsage(certificate);
      warnOfMissingIdentifier(certificate);
      warnOfExtendedUsage(certificate, KeyPurposeId.id_kp_serverAuth, "serverAuth", "servers");
      warnOfExtendedUsage(certificate, KeyPurposeId.id_kp_clientAuth, "clientAuth", "clients");
    }
    X509Certificate last = chain.get(chain.size() - 1);
    if (!CertificateIssuer.isSelfIssued(last)) {
      LOG.warn(
          "The CA certificate in {} is an intermediate without its root: {}; most clients trust only"
              + " roots, so append the certificates above it, the root last",
          origin,
          CustomCa.name(last));
    }
  }

  /** RFC 5280 section 4.2.1.3 requires keyUsage in CA certificates, and strict clients check it. */
  private void warnOfMissingUsage(X509Certificate certificate) {
    if (certificate.getKeyUsage() == null) {
      LOG.warn(
          "The CA certificate in {} has no keyUsage, so strict clients (openssl verify -x509_strict) reject every certificate below it: {}; recreate it with keyUsage=critical,keyCertSign,cRLSign",
          origin,
          CustomCa.name(certificate));
    }
  }

  /** RFC 5280 section 4.2.1.2 requires subjectKeyIdentifier in CA certificates. */
  private void warnOfMissingIdentifier(X509Certificate certificate) {
    if (certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId()) == null) {
      LOG.warn(
          "The CA certificate in {} has no subjectKeyIdentifier, so strict clients (openssl verify"
              + " -x509_strict) reject every certificate below it: {}; recreate it with"
              + " subjectKeyIdentifier=hash",
          origin,
          CustomCa.name(certificate));
    }
  }

  /** Many clients apply the extended key usages of a CA to the certificates that it signs. */
  private void warnOfExtendedUsage(
      X509Certificate certificate, KeyPurposeId purpose, String word, String users) {
    List<String> usages = extendedUsages(certificate);
    if (!usages.isEmpty()
        && !usages.contains(purpose.getId())
        && !usages.contains(KeyPurposeId.anyExtendedKeyUsage.getId())) {
      LOG.warn(
          "The CA certificate in {} has an extendedKeyUsage without {}, so clients reject the"
              + " certificates below it for TLS {}: {}",
          origin,
          word,
          users,
          CustomCa.name(certificate));
    }
  }

  private static List<String> extendedUsages(X509Certificate certificate) {
    try {
      List<String> usages = certificate.getExtendedKeyUsage();
      return usages == null ? List.of() : usages;
    } catch (CertificateParsingException e) {
      return List.of("malformed");
    }
  }
}
