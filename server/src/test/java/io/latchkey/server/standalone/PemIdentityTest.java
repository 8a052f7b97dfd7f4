package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.pki.KeyType;
import io.latchkey.settings.SourcedText;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemIdentityTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final KeyPair RSA = KeyType.RSA_2048.generate();

  @Test
  void pkcs1_isRead() throws Exception {
    ServerIdentity identity = identity(certificate(RSA), pem(RSA.getPrivate())).read(CLOCK);

    assertThat(identity.key()).isEqualTo(RSA.getPrivate());
    assertThat(identity.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void sec1_isRead() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    BigInteger secret = ((ECPrivateKey) pair.getPrivate()).getS();
    byte[] der =
        new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret, SECObjectIdentifiers.secp256r1)
            .getEncoded();

    ServerIdentity identity =
        identity(certificate(pair), pem(new PemObject("EC PRIVATE KEY", der))).read(CLOCK);

    assertThat(((ECPrivateKey) identity.key()).getS()).isEqualTo(secret);
  }

  @Test
  void plainPkcs8_isRead() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();

    assertThat(identity(certificate(pair), pkcs8(pair)).read(CLOCK).key())
        .isEqualTo(pair.getPrivate());
  }

  @Test
  void encryptedPkcs8_isReadWithItsPassphrase() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();

    assertThat(
            new PemIdentity(
                    certificate(pair), source("own.key", encrypted(pair)), Optional.of("sesame"))
                .read(CLOCK)
                .key())
        .isEqualTo(pair.getPrivate());
  }

  @Test
  void encryptedWithoutPassphrase_saysWhichFlagIsMissing() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();

    assertThatThrownBy(() -> identity(certificate(pair), encrypted(pair)).read(CLOCK))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("own.key")
        .hasMessageContaining("--cert-key-pass");
  }

  @Test
  void wrongPassphrase_isNotPrinted() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();

    assertThatThrownBy(
            () ->
                new PemIdentity(
                        certificate(pair), source("own.key", encrypted(pair)), Optional.of("hush"))
                    .read(CLOCK))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("own.key")
        .hasMessageNotContaining("hush");
  }

  @Test
  void keyOfAnotherCertificate_isRejected() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();

    assertThatThrownBy(() -> identity(certificate(pair), pkcs8(RSA)).read(CLOCK))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("does not belong to");
  }

  @Test
  void expiredCertificate_isRejected() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    X509Certificate ending = Certificates.selfSigned(pair, NOW.minusSeconds(60), NOW);
    X509Certificate expired =
        Certificates.selfSigned(pair, NOW.minusSeconds(60), NOW.minusSeconds(1));

    assertThat(identity(source("own.crt", pem(ending)), pkcs8(pair)).read(CLOCK).certificate())
        .isEqualTo(ending);
    assertThatThrownBy(() -> identity(source("own.crt", pem(expired)), pkcs8(pair)).read(CLOCK))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("own.crt has expired at 2026-11-21T11:59:59Z");
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "nonsense",
    "'-----BEGIN EC PRIVATE KEY-----\n!!\n-----END EC PRIVATE KEY-----\n'"
  })
  void fileWithoutKey_isRejected(String text) throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();

    assertThatThrownBy(() -> identity(certificate(pair), text).read(CLOCK))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("own.key");
  }

  @ParameterizedTest
  @CsvSource({"''", "nonsense"})
  void fileWithoutCertificate_isRejected(String text) throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();

    assertThatThrownBy(() -> identity(source("own.crt", text), pkcs8(pair)).read(CLOCK))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("own.crt contains no readable PEM certificate");
  }

  private static PemIdentity identity(SourcedText certificate, String key) {
    return new PemIdentity(certificate, source("own.key", key), Optional.empty());
  }

  private static SourcedText certificate(KeyPair pair) throws Exception {
    return source(
        "own.crt",
        pem(Certificates.selfSigned(pair, NOW.minusSeconds(60), NOW.plus(Duration.ofDays(1)))));
  }

  private static String pkcs8(KeyPair pair) throws Exception {
    return pem(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  private static String encrypted(KeyPair pair) throws Exception {
    return pem(
        new JcaPKCS8Generator(
            pair.getPrivate(),
            new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                .setPassword("sesame".toCharArray())
                .build()));
  }

  private static SourcedText source(String name, String text) {
    return new SourcedText("file " + name, text, Optional.empty());
  }

  private static String pem(Object object) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
