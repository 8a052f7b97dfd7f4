package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class KeyIdentifiersTest {
  private static final KeyPair KEY = KeyType.EC_P256.generate();
  private static final KeyPair OTHER = KeyType.EC_P256.generate();
  private static final byte[] CHOSEN = {1, 2, 3};

  /** A certificate with an authority key identifier of an issuer, signed with an unrelated key. */
  private static X509Certificate naming(X509Certificate issuer) throws Exception {
    return certificate(OTHER, Optional.of(issuer), Optional.empty());
  }

  private static X509Certificate certificate(
      KeyPair key, Optional<X509Certificate> issuer, Optional<byte[]> identifier) throws Exception {
    Date date = Date.from(Instant.parse("2026-11-21T12:00:00Z"));
    JcaX509v3CertificateBuilder certificate =
        new JcaX509v3CertificateBuilder(
            new X500Name("CN=a"),
            BigInteger.ONE,
            date,
            date,
            new X500Name("CN=b"),
            key.getPublic());
    if (issuer.isPresent()) {
      certificate.addExtension(
          Extension.authorityKeyIdentifier, false, KeyIdentifiers.ofIssuer(issuer.get()));
    }
    if (identifier.isPresent()) {
      certificate.addExtension(
          Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(identifier.get()));
    }
    return Certificates.parse(
        certificate
            .build(
                new JcaContentSignerBuilder(SignatureAlgorithms.of(key.getPublic()))
                    .build(key.getPrivate()))
            .getEncoded());
  }

  @Test
  void issuer_isNamedByItsKeyIdentifier() throws Exception {
    X509Certificate computed = certificate(KEY, Optional.empty(), Optional.empty());
    X509Certificate chosen = certificate(KEY, Optional.empty(), Optional.of(CHOSEN));

    assertThat(KeyIdentifiers.isNamed(computed, naming(computed))).isTrue();
    assertThat(KeyIdentifiers.isNamed(chosen, naming(chosen))).isTrue();
    assertThat(KeyIdentifiers.isNamed(computed, naming(chosen))).isFalse();
    assertThat(KeyIdentifiers.isNamed(chosen, naming(computed))).isFalse();
  }

  @Test
  void certificateWithoutAuthorityKeyIdentifier_namesNoIssuer() throws Exception {
    X509Certificate root = certificate(KEY, Optional.empty(), Optional.empty());

    assertThat(KeyIdentifiers.isNamed(root, root)).isFalse();
  }

  @Test
  void subjectAndIssuer_areThoseOfTheCertificate() throws Exception {
    X509Certificate certificate = certificate(KEY, Optional.empty(), Optional.empty());

    assertThat(Certificates.issuer(certificate)).isEqualTo(new X500Name("CN=a"));
    assertThat(Certificates.subject(certificate)).isEqualTo(new X500Name("CN=b"));
  }
}
