package io.latchkey.ca.policy;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** Adds extensions to a certificate that is being built. */
final class CertificateExtensions {
  private final X509v3CertificateBuilder certificate;

  private CertificateExtensions(X509v3CertificateBuilder certificate) {
    this.certificate = certificate;
  }

  static CertificateExtensions on(X509v3CertificateBuilder certificate) {
    return new CertificateExtensions(certificate);
  }

  CertificateExtensions critical(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    return add(oid, true, value);
  }

  CertificateExtensions plain(ASN1ObjectIdentifier oid, ASN1Encodable value) {
    return add(oid, false, value);
  }

  CertificateExtensions add(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable value) {
    try {
      certificate.addExtension(oid, critical, value);
      return this;
    } catch (CertIOException e) {
      throw new IllegalStateException("Extension " + oid + " cannot be encoded", e);
    }
  }

  X509v3CertificateBuilder builder() {
    return certificate;
  }
}
