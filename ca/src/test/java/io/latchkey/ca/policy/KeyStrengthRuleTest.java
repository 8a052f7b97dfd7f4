package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.KeyType;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyStrengthRuleTest {
  private static final BigInteger F4 = BigInteger.valueOf(65537);

  private final KeyStrengthRule rule = new KeyStrengthRule();

  @ParameterizedTest
  @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
  void usualKey_isAccepted(KeyType type) {
    assertThatCode(() -> rule.read(request().key(type.generate()).build()))
        .doesNotThrowAnyException();
  }

  @Test
  void p521_isAccepted() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp521r1"));
    KeyPair pair = generator.generateKeyPair();

    assertThatCode(() -> rule.read(request().key(pair).build())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"2047, false", "2048, true", "8192, true", "8193, false", "65536, false"})
  void rsaModulus_mustHave2048To8192Bits(int bits, boolean accepted) throws Exception {
    assertThat(KeyStrengthRule.isStrong(rsa(bits > 8192 ? oddNumberOf(bits) : modulusOf(bits), F4)))
        .isEqualTo(accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3", "65536", "65535"})
  void oddRsaExponents_areRejected(String exponent) throws Exception {
    assertThat(KeyStrengthRule.isStrong(rsa(modulusOf(2048), new BigInteger(exponent)))).isFalse();
  }

  @Test
  void rsaExponent_isAtMost31Bits() throws Exception {
    assertThat(KeyStrengthRule.isStrong(rsa(modulusOf(2048), oddNumberOf(32)))).isFalse();
    assertThat(KeyStrengthRule.isStrong(rsa(modulusOf(2048), oddNumberOf(31)))).isTrue();
  }

  @Test
  void evenRsaModulus_isRejected() throws Exception {
    assertThat(KeyStrengthRule.isStrong(rsa(BigInteger.TWO.pow(2047), F4))).isFalse();
  }

  @Test
  void otherCurves_areRejected() throws Exception {
    SubjectPublicKeyInfo p256 =
        SubjectPublicKeyInfo.getInstance(KeyType.EC_P256.generate().getPublic().getEncoded());

    for (ASN1ObjectIdentifier curve :
        new ASN1ObjectIdentifier[] {
          SECObjectIdentifiers.secp256k1,
          SECObjectIdentifiers.secp224r1,
          SECObjectIdentifiers.sect163k1
        }) {
      assertThat(KeyStrengthRule.isStrong(ec(curve, p256))).isFalse();
    }
  }

  @Test
  void pointOffCurve_isRejected() throws Exception {
    byte[] point = new byte[65];
    point[0] = 4;
    point[1] = 1;

    assertThat(
            KeyStrengthRule.isStrong(
                new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(
                        X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
                    point)))
        .isFalse();
  }

  @Test
  void otherKindsOfKeys_areRejected() {
    SubjectPublicKeyInfo ed448 =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed448), new byte[57]);
    SubjectPublicKeyInfo garbage =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new byte[300]);

    assertThat(reason(() -> rule.read(request().claimedKey(ed448).build())))
        .isEqualTo(RejectionReason.KEY_TOO_WEAK);
    assertThat(reason(() -> rule.read(request().claimedKey(garbage).build())))
        .isEqualTo(RejectionReason.KEY_TOO_WEAK);
  }

  /** Of that many bits, and not easily factored. */
  private static BigInteger modulusOf(int bits) {
    Random random = new Random(bits);
    return Stream.generate(() -> new BigInteger(bits, random).setBit(bits - 1).setBit(0))
        .filter(number -> !RsaModulus.isEasilyFactored(number))
        .findFirst()
        .orElseThrow();
  }

  private static BigInteger oddNumberOf(int bits) {
    return BigInteger.TWO.pow(bits - 1).add(BigInteger.ONE);
  }

  private static SubjectPublicKeyInfo rsa(BigInteger modulus, BigInteger exponent)
      throws Exception {
    return info(
        PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE, new RSAPublicKey(modulus, exponent));
  }

  private static SubjectPublicKeyInfo ec(ASN1ObjectIdentifier curve, SubjectPublicKeyInfo point) {
    return new SubjectPublicKeyInfo(
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve),
        point.getPublicKeyData().getOctets());
  }

  private static SubjectPublicKeyInfo info(
      ASN1ObjectIdentifier algorithm, ASN1Encodable parameters, ASN1Encodable key)
      throws Exception {
    return new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm, parameters), key);
  }
}
