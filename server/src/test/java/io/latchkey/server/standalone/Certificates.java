package io.latchkey.server.standalone;

import io.latchkey.pki.KeyType;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed certificates for the tests. */
public final class Certificates {
  private Certificates() {}

  public static X509Certificate selfSigned(KeyPair pair, Instant notBefore, Instant notAfter)
      throws Exception {
    X500Name name = new X500Name("CN=localhost");
    String algorithm =
        pair.getPrivate().getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(notBefore),
                    Date.from(notAfter),
                    name,
                    pair.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())));
  }

  static ServerIdentity identity(Instant notAfter) throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    return new ServerIdentity(
        pair.getPrivate(),
        java.util.List.of(selfSigned(pair, notAfter.minusSeconds(3600), notAfter)));
  }
}
