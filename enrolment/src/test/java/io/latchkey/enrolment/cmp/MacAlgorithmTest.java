package io.latchkey.enrolment.cmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.iana.IANAObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorProviderBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MacAlgorithmTest {
  private static final String SECRET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ";
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

  private static AlgorithmIdentifier hash(ASN1ObjectIdentifier oid) {
    return new AlgorithmIdentifier(oid);
  }

  private static AlgorithmIdentifier pbm(
      ASN1ObjectIdentifier function, ASN1ObjectIdentifier mac, int salt, BigInteger rounds) {
    return new AlgorithmIdentifier(
        CMPObjectIdentifiers.passwordBasedMac,
        new PBMParameter(
            new DEROctetString(new byte[salt]),
            hash(function),
            new ASN1Integer(rounds),
            hash(mac)));
  }

  private static AlgorithmIdentifier pbm(int salt, long rounds) {
    return pbm(
        NISTObjectIdentifiers.id_sha256,
        PKCSObjectIdentifiers.id_hmacWithSHA256,
        salt,
        BigInteger.valueOf(rounds));
  }

  private static AlgorithmIdentifier pbmac1(PBKDF2Params derivation, ASN1ObjectIdentifier mac) {
    return new AlgorithmIdentifier(
        PKCSObjectIdentifiers.id_PBMAC1,
        new PBMAC1Params(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBKDF2, derivation),
            new AlgorithmIdentifier(mac, DERNull.INSTANCE)));
  }

  private static PBKDF2Params pbkdf2(int salt, int rounds, int keyBytes, ASN1ObjectIdentifier prf) {
    return new PBKDF2Params(
        new byte[salt], rounds, keyBytes, new AlgorithmIdentifier(prf, DERNull.INSTANCE));
  }

  private static AlgorithmIdentifier pbmac1(int salt, int rounds, int keyBytes) {
    return pbmac1(
        pbkdf2(salt, rounds, keyBytes, PKCSObjectIdentifiers.id_hmacWithSHA256),
        PKCSObjectIdentifiers.id_hmacWithSHA256);
  }

  static Stream<Arguments> passwordBasedMacs() {
    return Stream.of(
            OIWObjectIdentifiers.idSHA1,
            NISTObjectIdentifiers.id_sha256,
            NISTObjectIdentifiers.id_sha384,
            NISTObjectIdentifiers.id_sha512)
        .flatMap(
            function ->
                Stream.of(
                        IANAObjectIdentifiers.hmacSHA1,
                        PKCSObjectIdentifiers.id_hmacWithSHA1,
                        PKCSObjectIdentifiers.id_hmacWithSHA256,
                        PKCSObjectIdentifiers.id_hmacWithSHA384,
                        PKCSObjectIdentifiers.id_hmacWithSHA512)
                    .map(mac -> Arguments.of(function, mac)));
  }

  /** Bouncy Castle's own implementation is the judge. */
  @ParameterizedTest
  @MethodSource("passwordBasedMacs")
  void passwordBasedMac_isThatOfBouncyCastle(
      ASN1ObjectIdentifier function, ASN1ObjectIdentifier mac) throws Exception {
    AlgorithmIdentifier algorithm = pbm(function, mac, 16, BigInteger.valueOf(500));

    assertThat(computed(algorithm))
        .isEqualTo(
            computed(
                new PKMACBuilder(
                        new JcePKMACValuesCalculator().setProvider(new BouncyCastleProvider()))
                    .get(algorithm, SECRET.toCharArray())));
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 32, 33, 64})
  void pbmac1_isThatOfBouncyCastle(int keyBytes) throws Exception {
    for (ASN1ObjectIdentifier hmac :
        List.of(
            PKCSObjectIdentifiers.id_hmacWithSHA256,
            PKCSObjectIdentifiers.id_hmacWithSHA384,
            PKCSObjectIdentifiers.id_hmacWithSHA512)) {
      AlgorithmIdentifier algorithm = pbmac1(pbkdf2(16, 500, keyBytes, hmac), hmac);

      assertThat(computed(algorithm))
          .isEqualTo(
              computed(
                  new JcePBMac1CalculatorProviderBuilder()
                      .setProvider(new BouncyCastleProvider())
                      .build()
                      .get(algorithm, SECRET.toCharArray())));
    }
  }

  private static byte[] computed(AlgorithmIdentifier algorithm) throws CmpRejection {
    assertThat(MacAlgorithm.isMac(algorithm)).isTrue();
    MacAlgorithm mac = MacAlgorithm.of(algorithm);
    return mac.mac(mac.key(SECRET), CONTENT);
  }

  private static byte[] computed(MacCalculator mac) throws Exception {
    mac.getOutputStream().write(CONTENT);
    return mac.getMac();
  }

  @Test
  void limits_areAcceptedAtTheEdge() throws Exception {
    assertThat(MacAlgorithm.of(pbm(8, 1)).rounds()).isEqualTo(1);
    assertThat(MacAlgorithm.of(pbm(128, 100_000)).rounds()).isEqualTo(100_000);
    assertThat(MacAlgorithm.of(pbmac1(8, 100_000, 32)).rounds()).isEqualTo(100_000);
    assertThat(MacAlgorithm.of(pbmac1(128, 100_000, 64)).rounds()).isEqualTo(200_000);
    assertThat(MacAlgorithm.of(pbmac1(8, 1, 20)).rounds()).isEqualTo(1);
  }

  @Test
  void beyondTheLimits_isRejected() {
    assertRejected(pbm(7, 500), "salt");
    assertRejected(pbm(129, 500), "salt");
    assertRejected(pbm(16, 0), "rounds");
    assertRejected(pbm(16, -1), "rounds");
    assertRejected(pbm(16, 100_001), "rounds");
    assertRejected(
        pbm(
            NISTObjectIdentifiers.id_sha256,
            PKCSObjectIdentifiers.id_hmacWithSHA256,
            16,
            BigInteger.ONE.shiftLeft(32).add(BigInteger.TEN)),
        "rounds");
    assertRejected(pbmac1(7, 500, 32), "salt");
    assertRejected(pbmac1(129, 500, 32), "salt");
    assertRejected(pbmac1(16, 100_001, 32), "rounds");
    assertRejected(pbmac1(16, 100_001, 64), "rounds");
    assertRejected(pbmac1(16, 500, 19), "key length");
    assertRejected(pbmac1(16, 500, 65), "key length");
    assertRejected(pbmac1(16, 500, Integer.MAX_VALUE), "key length");
  }

  @Test
  void otherFunctions_areRejected() {
    BigInteger rounds = BigInteger.valueOf(500);
    ASN1ObjectIdentifier sha256 = NISTObjectIdentifiers.id_sha256;
    ASN1ObjectIdentifier hmac = PKCSObjectIdentifiers.id_hmacWithSHA256;
    assertRejected(pbm(PKCSObjectIdentifiers.md5, hmac, 16, rounds), "hash function");
    assertRejected(pbm(NISTObjectIdentifiers.id_sha224, hmac, 16, rounds), "hash function");
    assertRejected(pbm(sha256, IANAObjectIdentifiers.hmacMD5, 16, rounds), "hash function");
    assertRejected(pbm(sha256, sha256, 16, rounds), "hash function");
    assertRejected(
        pbmac1(pbkdf2(16, 500, 32, hmac), PKCSObjectIdentifiers.id_hmacWithSHA1), "hash function");
    assertRejected(
        pbmac1(pbkdf2(16, 500, 32, PKCSObjectIdentifiers.id_hmacWithSHA1), hmac), "hash function");
    // The default of the pseudorandom function is HMAC-SHA1.
    assertRejected(pbmac1(new PBKDF2Params(new byte[16], 500, 32), hmac), "hash function");
    assertRejected(
        pbmac1(
            new PBKDF2Params(new byte[16], 500, new AlgorithmIdentifier(hmac, DERNull.INSTANCE)),
            hmac),
        "key length");
    assertRejected(
        new AlgorithmIdentifier(
            PKCSObjectIdentifiers.id_PBMAC1,
            new PBMAC1Params(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2), hash(hmac))),
        "PBKDF2");
  }

  @Test
  void malformedParameters_areRejected() {
    for (ASN1ObjectIdentifier oid :
        List.of(CMPObjectIdentifiers.passwordBasedMac, PKCSObjectIdentifiers.id_PBMAC1)) {
      for (ASN1Encodable parameters :
          List.of(DERNull.INSTANCE, new DERSequence(), new ASN1Integer(1))) {
        assertRejected(new AlgorithmIdentifier(oid, parameters), "malformed");
      }
      assertRejected(new AlgorithmIdentifier(oid), "malformed");
    }
  }

  private static void assertRejected(AlgorithmIdentifier algorithm, String text) {
    assertThatThrownBy(() -> MacAlgorithm.of(algorithm)).hasMessageContaining(text);
    CmpRejection rejection =
        catchThrowableOfType(CmpRejection.class, () -> MacAlgorithm.of(algorithm));
    assertThat(rejection.failure()).isEqualTo(PKIFailureInfo.badAlg);
    assertThat(rejection.isFailedAuthentication()).isTrue();
  }
}
