package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Roots and cross-certificates have the bytes that Bouncy Castle writes. */
class TbsCertificateTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.999Z");

  private static Issuer root(KeyType type, Instant created) {
    return Issuer.selfSigned(
        type, new RootProfile("CA", Optional.of("Müller"), Period.ofYears(30)), created);
  }

  /** A builder for a certificate with the serial number, the validity and the key of another. */
  private static CertificateExtensions rebuilt(X509Certificate certificate, int pathLength) {
    SubjectPublicKeyInfo key =
        SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded());
    return CertificateExtensions.on(
            new X509v3CertificateBuilder(
                new X500Name("O=Müller,CN=CA"),
                certificate.getSerialNumber(),
                certificate.getNotBefore(),
                certificate.getNotAfter(),
                new X500Name("O=Müller,CN=CA"),
                key))
        .critical(Extension.basicConstraints, new BasicConstraints(pathLength))
        .critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .plain(Extension.subjectKeyIdentifier, KeyIdentifiers.of(key));
  }

  private static byte[] content(CertificateExtensions certificate, Issuer signer) throws Exception {
    return certificate
        .builder()
        .build(signer.contentSigner())
        .toASN1Structure()
        .getTBSCertificate()
        .getEncoded("DER");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void root_isWhatBouncyCastleWrites(KeyType type) throws Exception {
    Issuer issuer = root(type, NOW);
    X509Certificate root = issuer.certificate();

    assertThat(root.getTBSCertificate()).isEqualTo(content(rebuilt(root, 1), issuer));
    assertThat(root.getNotBefore()).isEqualTo(Date.from(Instant.parse("2026-06-01T11:59:00Z")));
    assertThat(root.getNotAfter()).isEqualTo(Date.from(Instant.parse("2056-06-01T12:00:00Z")));
    root.verify(root.getPublicKey());
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void crossCertificate_isWhatBouncyCastleWrites(KeyType type) throws Exception {
    Issuer signer = root(type, NOW);
    X509Certificate next = root(KeyType.EC_P256, NOW.plusSeconds(5)).certificate();

    X509Certificate cross = signer.crossCertify(next, NOW);

    assertThat(cross.getTBSCertificate())
        .isEqualTo(
            content(
                rebuilt(cross, 0)
                    .plain(
                        Extension.authorityKeyIdentifier,
                        KeyIdentifiers.ofIssuer(signer.certificate())),
                signer));
    assertThat(cross.getPublicKey()).isEqualTo(next.getPublicKey());
    assertThat(cross.getNotBefore()).isEqualTo(next.getNotBefore());
    assertThat(cross.getNotAfter()).isEqualTo(signer.certificate().getNotAfter());
    cross.verify(signer.certificate().getPublicKey());
  }
}
