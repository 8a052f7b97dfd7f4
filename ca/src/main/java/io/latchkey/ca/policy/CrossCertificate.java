package io.latchkey.ca.policy;

import io.latchkey.pki.KeyIdentifiers;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * The certificate of one root of the CA, signed by another root of the same CA (RFC 4210 section
 * 4.4). It has the name, the key and the key identifier of the root that it certifies. It ends with
 * the earlier of both roots.
 */
final class CrossCertificate {
  private CrossCertificate() {}

  static X509v3CertificateBuilder of(X509Certificate root, X509Certificate signer, Instant now) {
    SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(root.getPublicKey().getEncoded());
    ValidityPeriod validity = ValidityPeriod.ofAll(List.of(root, signer));
    X509v3CertificateBuilder certificate =
        new X509v3CertificateBuilder(
            X500Name.getInstance(signer.getSubjectX500Principal().getEncoded()),
            SerialNumbers.next(now),
            Date.from(validity.notBefore()),
            Date.from(validity.notAfter()),
            X500Name.getInstance(root.getSubjectX500Principal().getEncoded()),
            key);
    return CertificateExtensions.on(certificate)
        .critical(Extension.basicConstraints, new BasicConstraints(0))
        .critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .plain(Extension.subjectKeyIdentifier, KeyIdentifiers.of(key))
        .plain(Extension.authorityKeyIdentifier, KeyIdentifiers.ofIssuer(signer))
        .builder();
  }
}
