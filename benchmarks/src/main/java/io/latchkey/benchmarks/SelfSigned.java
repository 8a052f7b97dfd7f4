package io.latchkey.benchmarks;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that are sent with tokens. */
final class SelfSigned {
  private SelfSigned() {}

  /** Creates a certificate of an Ed25519 key that is valid for a day. */
  static X509Certificate certificate(KeyPair pair, String name) {
    X500Principal subject = new X500Principal(name);
    Instant now = Clock.systemUTC().instant();
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              new JcaX509v3CertificateBuilder(
                      subject,
                      BigInteger.ONE,
                      Date.from(now),
                      Date.from(now.plus(Duration.ofDays(1))),
                      subject,
                      pair.getPublic())
                  .build(new JcaContentSignerBuilder("Ed25519").build(pair.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate cannot be signed", e);
    }
  }
}
