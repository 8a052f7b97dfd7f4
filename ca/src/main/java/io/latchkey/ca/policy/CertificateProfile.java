package io.latchkey.ca.policy;

import io.latchkey.pki.KeyIdentifiers;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Date;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** The extensions of each issued certificate, independent of its request (RFC 5280 section 4.2). */
public final class CertificateProfile {
  private static final KeyPurposeId[] PURPOSES = {
    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
  };

  private final X509Certificate issuer;
  private final X500Name issuerName;

  public CertificateProfile(X509Certificate issuer) {
    this.issuer = issuer;
    this.issuerName = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
  }

  public X509v3CertificateBuilder build(IssuancePolicy.Admission admission, BigInteger serial) {
    RequestedSubject subject = admission.subject();
    SubjectPublicKeyInfo key = admission.key();
    CertificateExtensions extensions =
        CertificateExtensions.on(
                new X509v3CertificateBuilder(
                    issuerName,
                    serial,
                    Date.from(admission.period().notBefore()),
                    Date.from(admission.period().notAfter()),
                    subject.distinguishedName(),
                    key))
            .plain(Extension.basicConstraints, new BasicConstraints(false))
            .critical(Extension.keyUsage, keyUsage(key))
            .plain(Extension.extendedKeyUsage, new ExtendedKeyUsage(PURPOSES))
            .plain(Extension.subjectKeyIdentifier, KeyIdentifiers.of(key))
            .plain(Extension.authorityKeyIdentifier, KeyIdentifiers.ofIssuer(issuer));
    if (!subject.names().isEmpty()) {
      extensions.add(
          Extension.subjectAlternativeName, subject.hasEmptyName(), subject.names().encode());
    }
    return extensions.builder();
  }

  private static KeyUsage keyUsage(SubjectPublicKeyInfo key) {
    boolean rsa = key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
    return new KeyUsage(KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0));
  }
}
