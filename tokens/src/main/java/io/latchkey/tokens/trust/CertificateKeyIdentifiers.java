package io.latchkey.tokens.trust;

import io.latchkey.base.der.Der;
import io.latchkey.base.der.DerElement;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The key identifiers in a certificate, which the JDK does not parse. */
final class CertificateKeyIdentifiers {
  private static final int KEY_IDENTIFIER = 0x80;

  private CertificateKeyIdentifiers() {}

  /** The subject key identifier of a certificate (RFC 5280 section 4.2.1.2). */
  static Optional<byte[]> ofSubject(X509Certificate certificate) {
    return DerElement.ofExtension(certificate.getExtensionValue("2.5.29.14"))
        .filter(value -> value.tag() == Der.OCTET_STRING)
        .map(DerElement::content);
  }

  /** The key identifier in the authority key identifier of a certificate (section 4.2.1.1). */
  static Optional<byte[]> ofAuthority(X509Certificate certificate) {
    try {
      return DerElement.ofExtension(certificate.getExtensionValue("2.5.29.35")).stream()
          .flatMap(value -> value.parts(KEY_IDENTIFIER).stream())
          .map(DerElement::content)
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
