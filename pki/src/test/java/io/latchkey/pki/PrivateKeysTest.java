package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.pki.UnusableKeyException.Problem;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import java.security.interfaces.ECPrivateKey;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeysTest {
  private static final KeyPair EC = KeyType.EC_P256.generate();
  private static final KeyPair RSA = KeyType.RSA_2048.generate();
  private static final String CURVE_PARAMETERS =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";

  /** PKCS#1 for RSA and SEC 1 for EC, as OpenSSL wrote keys for a long time. */
  private static String traditional(PrivateKey key) throws Exception {
    return pem(writer -> writer.writeObject(withCurve(key)));
  }

  /** OpenSSL writes the curve into the SEC 1 structure; PKCS#8 has it outside. */
  private static PrivateKeyInfo withCurve(PrivateKey key) throws Exception {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
    return key instanceof ECPrivateKey ec
        ? new PrivateKeyInfo(
            info.getPrivateKeyAlgorithm(),
            new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, ec.getS(), SECObjectIdentifiers.secp256r1))
        : info;
  }

  private static String traditionalEncrypted(PrivateKey key) throws Exception {
    return pem(
        writer ->
            writer.writeObject(
                withCurve(key),
                new JcePEMEncryptorBuilder("AES-256-CBC")
                    .setProvider(new BouncyCastleProvider())
                    .build("sesame".toCharArray())));
  }

  private static String encrypted(PrivateKey key) throws Exception {
    return pem(
        writer ->
            writer.writeObject(
                new JcaPKCS8Generator(
                    key,
                    new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                        .setIterationCount(1)
                        .setProvider(new BouncyCastleProvider())
                        .setPassword("sesame".toCharArray())
                        .build())));
  }

  @FunctionalInterface
  private interface Writing {
    void to(JcaPEMWriter writer) throws Exception;
  }

  private static String pem(Writing writing) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writing.to(writer);
    }
    return text.toString();
  }

  private static Problem problem(String pem, String passphrase) {
    return catchThrowableOfType(
            UnusableKeyException.class, () -> PrivateKeys.parsePem(pem, passphrase))
        .problem();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RSA_3072", "RSA_4096"},
      mode = EnumSource.Mode.EXCLUDE)
  void pkcs8_isRead(KeyType type) throws Exception {
    PrivateKey key = (type == KeyType.RSA_2048 ? RSA : type.generate()).getPrivate();

    assertThat(PrivateKeys.parsePem(Pem.encode(key), null)).isEqualTo(key);
    assertThat(PrivateKeys.parsePem(Pem.encode(key), "unused")).isEqualTo(key);
  }

  @Test
  void ed448_isReadAndMatched() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed448").generateKeyPair();

    PrivateKey read = PrivateKeys.parsePem(Pem.encode(pair.getPrivate()), null);

    assertThat(PrivateKeys.matches(read, pair.getPublic())).isTrue();
  }

  @Test
  void encryptedKey_registersNoProvider() throws Exception {
    PrivateKey key = KeyType.EC_P256.generate().getPrivate();

    assertThat(PrivateKeys.parsePem(encrypted(key), "sesame")).isEqualTo(key);
    assertThat(Security.getProvider(BouncyCastleProvider.PROVIDER_NAME)).isNull();
  }

  static Stream<KeyPair> keys() {
    return Stream.of(RSA, EC);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void traditionalKey_isRead(KeyPair pair) throws Exception {
    String pem = traditional(pair.getPrivate());

    assertThat(pem).matches("(?s)-----BEGIN (RSA|EC) PRIVATE KEY-----.*");
    assertThat(PrivateKeys.matches(PrivateKeys.parsePem(pem, null), pair.getPublic())).isTrue();
    assertThat(
            PrivateKeys.matches(
                PrivateKeys.parsePem(CURVE_PARAMETERS + pem, null), pair.getPublic()))
        .isTrue();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void encryptedKey_isReadWithItsPassphraseOnly(KeyPair pair) throws Exception {
    PrivateKey key = pair.getPrivate();
    for (String pem : new String[] {encrypted(key), traditionalEncrypted(key)}) {
      PrivateKey read = PrivateKeys.parsePem(pem, "sesame");
      assertThat(PrivateKeys.matches(read, pair.getPublic())).isTrue();
      assertThat(problem(pem, null)).isEqualTo(Problem.ENCRYPTED);
      for (int i = 0; i < 20; i++) {
        // Often enough for a padding that is valid by chance.
        assertThat(problem(pem, "wrong" + i)).isEqualTo(Problem.WRONG_PASSPHRASE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"})
  void textWithoutKey_isMissingOrMalformed(String text) {
    assertThat(problem(text, null)).isIn(Problem.MISSING, Problem.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!", "AAAA", ""})
  void malformedKey_isReported(String body) {
    for (String label : new String[] {"PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"}) {
      String pem = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
      assertThat(problem(pem, null)).isEqualTo(Problem.MALFORMED);
    }
  }

  @Test
  void truncatedKey_isReported() throws Exception {
    String pem = Pem.encode(EC.getPrivate());

    assertThat(problem(pem.substring(0, pem.indexOf("-----END")), null))
        .isEqualTo(Problem.MALFORMED);
  }

  @Test
  void dsaKey_isReportedAsUnsupported() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("DSA");
    generator.initialize(1024);
    PrivateKey key = generator.generateKeyPair().getPrivate();

    assertThat(problem(Pem.encode(key), null)).isEqualTo(Problem.UNSUPPORTED);
  }

  @Test
  void exception_quotesNothingOfTheText() {
    String secret = "c2VjcmV0";
    String pem = "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(secret);

    assertThat(
            catchThrowableOfType(UnusableKeyException.class, () -> PrivateKeys.parsePem(pem, null)))
        .hasNoCause()
        .hasMessageNotContaining(secret);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"RSA_3072", "RSA_4096"},
      mode = EnumSource.Mode.EXCLUDE)
  void key_matchesItsOwnPublicKeyOnly(KeyType type) {
    KeyPair pair = type == KeyType.RSA_2048 ? RSA : type.generate();

    assertThat(PrivateKeys.matches(pair.getPrivate(), pair.getPublic())).isTrue();
    assertThat(PrivateKeys.matches(pair.getPrivate(), type.generate().getPublic())).isFalse();
    for (KeyPair other :
        new KeyPair[] {RSA, KeyType.EC_P384.generate(), KeyType.ED25519.generate()}) {
      if (other != pair) {
        assertThat(PrivateKeys.matches(pair.getPrivate(), other.getPublic())).isFalse();
      }
    }
  }
}
