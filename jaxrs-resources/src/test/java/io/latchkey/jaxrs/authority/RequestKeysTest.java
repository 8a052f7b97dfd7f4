package io.latchkey.jaxrs.authority;

import static io.latchkey.jaxrs.AuthorityFixture.post;
import static io.latchkey.jaxrs.AuthorityFixture.token;
import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static io.latchkey.jaxrs.authority.OddKeys.F4;
import static io.latchkey.jaxrs.authority.OddKeys.ec;
import static io.latchkey.jaxrs.authority.OddKeys.inForm;
import static io.latchkey.jaxrs.authority.OddKeys.info;
import static io.latchkey.jaxrs.authority.OddKeys.longer;
import static io.latchkey.jaxrs.authority.OddKeys.rsa;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.jaxrs.AuthorityFixture;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.teletrust.TeleTrusTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificate requests with odd public keys, sent to the resource: each has its response. */
class RequestKeysTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final ASN1ObjectIdentifier P256 = SECObjectIdentifiers.secp256r1;

  /** The field prime of P-256, which encodes the coordinate 0 in a second way. */
  private static final String P256_PRIME =
      "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

  /** The y coordinate of a point of P-256 with x = 0. */
  private static final String Y_OF_ZERO =
      "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4";

  @TempDir static Path dir;
  private static AuthorityFixture ca;
  private static KeyPair signer;

  @BeforeAll
  static void open() throws Exception {
    ca = AuthorityFixture.open(dir);
    signer = ec("secp256r1");
  }

  @AfterAll
  static void close() {
    ca.close();
  }

  private static MockHttpResponse send(SubjectPublicKeyInfo key, KeyPair pair, String algorithm)
      throws Exception {
    byte[] request =
        RequestBuilder.of("CN=w.test").key(pair).claimedKey(key).signedWith(algorithm).der();
    return ca.send(post(request), token(Map.of()));
  }

  /** The key is judged before the signature, so any signature will do. */
  private static void assertTooWeak(SubjectPublicKeyInfo key) throws Exception {
    assertRejected(send(key, signer, "SHA256withECDSA"), 422, "key_too_weak");
  }

  private static SubjectPublicKeyInfo signedKey(
      SubjectPublicKeyInfo key, KeyPair pair, String algorithm) throws Exception {
    MockHttpResponse response = send(key, pair, algorithm);
    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
    return SubjectPublicKeyInfo.getInstance(
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(response.getOutput()))
            .getPublicKey()
            .getEncoded());
  }

  private static SubjectPublicKeyInfo edwards(String hex) {
    return key(EdECObjectIdentifiers.id_Ed25519, HEX.parseHex(hex));
  }

  private static SubjectPublicKeyInfo key(ASN1ObjectIdentifier algorithm, byte[] key) {
    return new SubjectPublicKeyInfo(new AlgorithmIdentifier(algorithm), key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // The eight points of small order.
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        // Points of the order 8, 4 and 2 times the prime order.
        "0300000000000000000000000000000000000000000000000000000000000000",
        "0400000000000000000000000000000000000000000000000000000000000000",
        "0900000000000000000000000000000000000000000000000000000000000000",
        // No point of the curve.
        "0200000000000000000000000000000000000000000000000000000000000000"
      })
  void ed25519PointOutsideSubgroup_isTooWeak(String point) throws Exception {
    assertTooWeak(edwards(point));
  }

  /** A y coordinate of at least 2^255 - 19, or a sign of x = 0. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
      })
  void nonCanonicalEd25519Point_isTooWeak(String point) throws Exception {
    assertTooWeak(edwards(point));
  }

  static Stream<Arguments> keysOfOtherKinds() throws Exception {
    byte[] ed25519 = info(OddKeys.generated("Ed25519")).getPublicKeyData().getOctets();
    byte[] identity = new byte[57];
    identity[0] = 1;
    byte[] tooLarge = HEX.parseHex("ff".repeat(56) + "00");
    KeyPair rsa = rsa(2048, F4);
    return Stream.of(
        Arguments.of("Ed25519, 31 bytes", edwards("01".repeat(31))),
        Arguments.of("Ed25519, 33 bytes", key(EdECObjectIdentifiers.id_Ed25519, longer(ed25519))),
        Arguments.of("Ed25519, no bytes", edwards("")),
        Arguments.of(
            "Ed25519 with parameters",
            new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519, DERNull.INSTANCE),
                ed25519)),
        Arguments.of("Ed448", info(OddKeys.generated("Ed448"))),
        Arguments.of("Ed448, identity", key(EdECObjectIdentifiers.id_Ed448, identity)),
        Arguments.of("Ed448, order 4", key(EdECObjectIdentifiers.id_Ed448, new byte[57])),
        Arguments.of("Ed448, other encoding", key(EdECObjectIdentifiers.id_Ed448, tooLarge)),
        Arguments.of("X25519", info(OddKeys.generated("X25519"))),
        Arguments.of("X448", info(OddKeys.generated("X448"))),
        Arguments.of("Diffie-Hellman", info(OddKeys.generated("DH"))),
        Arguments.of("DSA", info(OddKeys.generated("DSA"))),
        Arguments.of(
            "RSASSA-PSS",
            key(PKCSObjectIdentifiers.id_RSASSA_PSS, info(rsa).getPublicKeyData().getOctets())),
        Arguments.of(
            "RSAES-OAEP",
            key(PKCSObjectIdentifiers.id_RSAES_OAEP, info(rsa).getPublicKeyData().getOctets())),
        Arguments.of("unknown algorithm", key(new ASN1ObjectIdentifier("1.2.3.4"), ed25519)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keysOfOtherKinds")
  void keyOfAnotherKind_isTooWeak(String kind, SubjectPublicKeyInfo key) throws Exception {
    assertTooWeak(key);
  }

  @ParameterizedTest
  @CsvSource({"Ed448, Ed448", "DSA, SHA256withDSA"})
  void unsupportedKeyWithOwnSignature_isWeakSignature(String kind, String algorithm)
      throws Exception {
    KeyPair pair = OddKeys.generated(kind);

    assertRejected(send(info(pair), pair, algorithm), 422, "weak_signature");
  }

  static Stream<Arguments> oddPoints() throws Exception {
    SubjectPublicKeyInfo honest = info(ec("secp256r1"));
    byte[] point = honest.getPublicKeyData().getOctets();
    byte[] offCurve = point.clone();
    offCurve[64] ^= 1;
    byte[] otherParity = inForm(6, honest).getPublicKeyData().getOctets();
    otherParity[0] ^= 1;
    return Stream.of(
        Arguments.of("infinity", ec(P256, new byte[1])),
        Arguments.of("infinity, 33 zeros", ec(P256, new byte[33])),
        Arguments.of("infinity, 65 zeros", ec(P256, new byte[65])),
        Arguments.of("(0, 0)", ec(P256, HEX.parseHex("04" + "00".repeat(64)))),
        Arguments.of("empty", ec(P256, new byte[0])),
        Arguments.of("hybrid", inForm(6, honest)),
        Arguments.of("hybrid, wrong parity", ec(P256, otherParity)),
        Arguments.of("hybrid, P-384", inForm(6, info(ec("secp384r1")))),
        Arguments.of("not on the curve", ec(P256, offCurve)),
        Arguments.of(
            "compressed, not on the curve", ec(P256, HEX.parseHex("02" + "00".repeat(31) + "01"))),
        Arguments.of("x too large", ec(P256, HEX.parseHex("04" + P256_PRIME + Y_OF_ZERO))),
        Arguments.of("compressed x too large", ec(P256, HEX.parseHex("02" + P256_PRIME))),
        Arguments.of("a byte more", ec(P256, longer(point))),
        Arguments.of("a byte less", ec(P256, Arrays.copyOf(point, 64))),
        Arguments.of("form 5", ec(P256, HEX.parseHex("05" + P256_PRIME))),
        Arguments.of("on another curve", ec(SECObjectIdentifiers.secp384r1, point)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddPoints")
  void oddEcPoint_isTooWeak(String kind, SubjectPublicKeyInfo key) throws Exception {
    assertTooWeak(key);
  }

  static Stream<Arguments> oddParameters() throws Exception {
    byte[] point = info(ec("secp256r1")).getPublicKeyData().getOctets();
    return Stream.<Map.Entry<String, ASN1Encodable>>of(
            Map.entry("explicit", ECNamedCurveTable.getByOID(P256)),
            Map.entry("implicit", DERNull.INSTANCE),
            Map.entry("a sequence", new DERSequence()),
            Map.entry("secp256k1", SECObjectIdentifiers.secp256k1),
            Map.entry("brainpoolP256r1", TeleTrusTObjectIdentifiers.brainpoolP256r1),
            Map.entry("unknown", new ASN1ObjectIdentifier("1.2.3.4")))
        .map(each -> Arguments.of(each.getKey(), ec(each.getValue(), point)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddParameters")
  void otherEcParameters_areTooWeak(String kind, SubjectPublicKeyInfo key) throws Exception {
    assertTooWeak(key);
  }

  @Test
  void ecKeyWithoutParameters_isTooWeak() throws Exception {
    assertTooWeak(
        key(
            ASN1ObjectIdentifier.getInstance(info(signer).getAlgorithm().getAlgorithm()),
            info(signer).getPublicKeyData().getOctets()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1"})
  void compressedEcPoint_isSignedUncompressed(String curve) throws Exception {
    KeyPair pair = ec(curve);

    assertThat(signedKey(inForm(2, info(pair)), pair, "SHA256withECDSA")).isEqualTo(info(pair));
  }

  @ParameterizedTest
  @CsvSource({"2048, 65537", "2049, 65537", "4096, 65537", "8192, 65537", "2048, 2147483647"})
  void rsaKeyWithinTheBounds_isSigned(int bits, BigInteger exponent) throws Exception {
    KeyPair pair = rsa(bits, exponent);

    assertThat(((RSAKey) pair.getPublic()).getModulus().bitLength()).isEqualTo(bits);
    assertThat(signedKey(info(pair), pair, "SHA256withRSA")).isEqualTo(info(pair));
  }

  @ParameterizedTest
  @ValueSource(ints = {2047, 8193})
  void rsaModulusOutsideTheBounds_isTooWeak(int bits) throws Exception {
    assertTooWeak(info(rsa(bits, F4)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-65537",
        "0",
        "1",
        "2",
        "3",
        "65535",
        "65536",
        "65538",
        "2147483646",
        "2147483648",
        "2147483649",
        "4294967297",
        "18446744073709551629"
      })
  void rsaExponentOutsideTheBounds_isTooWeak(String exponent) throws Exception {
    BigInteger modulus = ((RSAKey) rsa(2048, F4).getPublic()).getModulus();

    assertTooWeak(rsa(modulus, new BigInteger(exponent)));
  }

  static Stream<Arguments> oddModuli() throws Exception {
    BigInteger modulus = ((RSAKey) rsa(2048, F4).getPublic()).getModulus();
    BigInteger prime = BigInteger.ONE.shiftLeft(2203).subtract(BigInteger.ONE);
    return Stream.of(
        Arguments.of("zero", BigInteger.ZERO),
        Arguments.of("one", BigInteger.ONE),
        Arguments.of("negative", modulus.negate()),
        Arguments.of("even", modulus.subtract(BigInteger.ONE)),
        Arguments.of("prime, 2^2203 - 1", prime),
        Arguments.of("multiple of 3", modulus.multiply(BigInteger.valueOf(3))),
        Arguments.of("multiple of 65521", modulus.multiply(BigInteger.valueOf(65521))),
        Arguments.of("close primes", OddKeys.closePrimes(BigInteger.ONE)),
        Arguments.of("primes 2^500 apart", OddKeys.closePrimes(BigInteger.ONE.shiftLeft(500))),
        Arguments.of("square", BigInteger.ONE.shiftLeft(1279).subtract(BigInteger.ONE).pow(2)),
        Arguments.of("ROCA", OddKeys.rocaModulus()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddModuli")
  void easilyFactoredRsaModulus_isTooWeak(String kind, BigInteger modulus) throws Exception {
    assertTooWeak(rsa(modulus, F4));
  }

  static Stream<Arguments> oddRsaEncodings() throws Exception {
    byte[] key = info(rsa(2048, F4)).getPublicKeyData().getOctets();
    ASN1Integer number = new ASN1Integer(F4);
    return Stream.of(
        Arguments.of("parameters", rsa(number, key)),
        Arguments.of("a byte more", rsa(DERNull.INSTANCE, longer(key))),
        Arguments.of("no bytes", rsa(DERNull.INSTANCE, new byte[0])),
        Arguments.of("no sequence", rsa(DERNull.INSTANCE, number.getEncoded())),
        Arguments.of("one number", rsa(DERNull.INSTANCE, new DERSequence(number).getEncoded())),
        Arguments.of(
            "three numbers",
            rsa(
                DERNull.INSTANCE,
                new DERSequence(new ASN1Encodable[] {number, number, number}).getEncoded())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("oddRsaEncodings")
  void oddRsaEncoding_isTooWeak(String kind, SubjectPublicKeyInfo key) throws Exception {
    assertTooWeak(key);
  }
}
