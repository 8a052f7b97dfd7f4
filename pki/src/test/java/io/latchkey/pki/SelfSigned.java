package io.latchkey.pki;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for the tests. */
final class SelfSigned {
  private SelfSigned() {}

  static X509Certificate certificate(String name, KeyPair key) throws Exception {
    X500Name subject = new X500Name("CN=" + name);
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    return Certificates.parse(
        new JcaX509v3CertificateBuilder(
                subject,
                BigInteger.ONE,
                Date.from(now),
                Date.from(now.plusSeconds(60)),
                subject,
                key.getPublic())
            .build(
                new JcaContentSignerBuilder(SignatureAlgorithms.of(key.getPublic()))
                    .build(key.getPrivate()))
            .getEncoded());
  }
}
