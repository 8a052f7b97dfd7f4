package io.latchkey.tokens;

import static io.latchkey.tokens.KeyForge.ED25519;
import static io.latchkey.tokens.KeyForge.P256;
import static io.latchkey.tokens.KeyForge.P384;
import static io.latchkey.tokens.KeyForge.RSA;
import static io.latchkey.tokens.KeyForge.pem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeyTest {
  /** The certificate of {@code openssl req -x509 -newkey ed25519 -subj /CN=issuer -nodes}. */
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBODCB66ADAgECAhQ0hF49AcIisw3SN/e8fJfSlCNBlzAFBgMrZXAwETEPMA0G
      A1UEAwwGaXNzdWVyMCAXDTI2MTEyMTA4MTE0MVoYDzIxMjYxMDI4MDgxMTQxWjAR
      MQ8wDQYDVQQDDAZpc3N1ZXIwKjAFBgMrZXADIQBnA+3UdaiP81dJ5tPCx6WttAcA
      3YOpw/lx+UosfUJSw6NTMFEwHQYDVR0OBBYEFCc2FwHNC9X7Ni+VvVImTKBOVQjV
      MB8GA1UdIwQYMBaAFCc2FwHNC9X7Ni+VvVImTKBOVQjVMA8GA1UdEwEB/wQFMAMB
      Af8wBQYDK2VwA0EAyUInCYFV0b3/tKpDOIIw3f+10B5o1nlulV54JAq+PsOZFZMa
      7DZCg31HtjTCYxgct2UiPHmm/D+3YxBXhgnXAw==
      -----END CERTIFICATE-----
      """;

  @Test
  void kind_decidesTheAlgorithms() {
    assertThat(KeyForge.key(RSA).algorithms())
        .containsExactly("PS256", "PS384", "PS512", "RS256", "RS384", "RS512");
    assertThat(KeyForge.key(P256).algorithms()).containsExactly("ES256");
    assertThat(KeyForge.key(P384).algorithms()).containsExactly("ES384");
    assertThat(KeyForge.key(ED25519).algorithms()).containsExactly("EdDSA");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256", "ES384", "EdDSA"})
  void everySpellingOfOneKey_isThatKey(String algorithm) {
    KeyPair pair = KeyForge.pairFor(algorithm);
    byte[] der = pair.getPublic().getEncoded();
    String pem = pem(pair);
    VerificationKey key = VerificationKey.of(pair.getPublic());

    assertThat(VerificationKey.parse(pem)).containsExactly(key);
    assertThat(VerificationKey.parse("Made for a test\n" + pem.replace("\n", "\r\n")))
        .containsExactly(key);
    assertThat(VerificationKey.parse(pem.replace('\n', ' '))).containsExactly(key);
    assertThat(VerificationKey.parse(base64(der))).containsExactly(key);
    assertThat(VerificationKey.parse(base64(pem.getBytes(StandardCharsets.US_ASCII))))
        .containsExactly(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 3072})
  void pkcs1_isThatKeyToo(int bits) {
    KeyPair pair = bits == 2048 ? RSA : KeyForge.rsa(bits);
    byte[] der = pair.getPublic().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(der, 24, der.length);

    assertThat(VerificationKey.parse(pem("RSA PUBLIC KEY", pkcs1)))
        .containsExactly(VerificationKey.of(pair.getPublic()));
  }

  @Test
  void certificate_countsForItsKey() {
    assertThat(VerificationKey.parse(CERTIFICATE))
        .singleElement()
        .hasToString("VerificationKey[Ed25519]");
  }

  @Test
  void onePem_holdsSeveralKeys() {
    assertThat(VerificationKey.parse(pem(RSA) + "\n" + pem(P256)))
        .containsExactly(KeyForge.key(RSA), KeyForge.key(P256));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is not a supported public key",
        "not base64! | is neither PEM nor base64",
        "AAAA | is not a supported public key",
        "-----BEGIN PUBLIC KEY----- | is PEM that is cut short",
        "-----BEGIN PUBLIC KEY-----MCow-----END PUBLIC KEY----- | is not a supported public key",
        "-----BEGIN PUBLIC KEY-----MC*w-----END PUBLIC KEY----- | is neither PEM nor base64",
        "-----BEGIN PUBLIC KEY-----MCow-----END RSA PUBLIC KEY----- | is PEM that is cut short",
        "-----BEGIN CERTIFICATE-----MCow-----END CERTIFICATE----- | is not a readable X.509 certificate",
        "-----BEGIN EC PARAMETERS-----MCow-----END EC PARAMETERS----- | contains something other",
        "-----BEGIN PRIVATE KEY-----c2VjcmV0-----END PRIVATE KEY----- | openssl pkey -in",
        "-----BEGIN RSA PRIVATE KEY-----c2VjcmV0-----END RSA PRIVATE KEY----- | openssl pkey -in",
      })
  void unusableText_isRejectedAndNotShown(String text, String problem) {
    assertThatThrownBy(() -> VerificationKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .message()
        .doesNotContain("c2VjcmV0", "MCow");
  }

  @Test
  void pemWithOneBadKey_isRejectedEntirely() {
    assertThatThrownBy(
            () -> VerificationKey.parse(pem(P256) + pem("PRIVATE KEY", new byte[] {1, 2})))
        .hasMessageContaining("contains a private key");
    assertThatThrownBy(() -> VerificationKey.parse(pem(P256) + pem(RSA).substring(0, 100)))
        .hasMessageContaining("cut short");
  }

  @ParameterizedTest
  @CsvSource({"512, false", "1024, false", "2047, false", "2048, true"})
  void rsaKey_hasAtLeast2048Bits(int bits, boolean taken) {
    KeyPair pair = bits == 2048 ? RSA : KeyForge.rsa(bits);

    if (taken) {
      assertThat(KeyForge.key(pair)).hasToString("VerificationKey[RSA 2048]");
    } else {
      assertThatThrownBy(() -> KeyForge.key(pair))
          .hasMessage("is an RSA key of %d bits; make one of at least 2048".formatted(bits));
    }
  }

  @Test
  void unsupportedKeyType_isRejected() throws Exception {
    List<KeyPair> others =
        List.of(
            KeyForge.ec("secp521r1"),
            KeyForge.pair("EdDSA", NamedParameterSpec.ED448),
            KeyForge.pair("XDH", NamedParameterSpec.X25519),
            java.security.KeyPairGenerator.getInstance("RSASSA-PSS").generateKeyPair(),
            java.security.KeyPairGenerator.getInstance("DSA").generateKeyPair());

    assertThat(others)
        .allSatisfy(
            pair ->
                assertThatThrownBy(() -> KeyForge.key(pair))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("25519"));
  }

  @Test
  void ecPointOffCurve_isRejected() {
    byte[] der = P256.getPublic().getEncoded();
    der[der.length - 1] ^= 1;

    assertThatThrownBy(() -> VerificationKey.parse(base64(der)))
        .hasMessageContaining("not on the curve");
  }

  @Test
  void bytesAfterTheKey_areRejected() {
    byte[] der = P256.getPublic().getEncoded();

    assertThatThrownBy(() -> VerificationKey.parse(base64(Arrays.copyOf(der, der.length + 3))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Points of order 1, 2, 4 and 8, then the same and others with y not below the prime.
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      })
  void smallOrderOrNonCanonicalPoint_isRejected(String point) {
    byte[] der = HexFormat.of().parseHex("302a300506032b6570032100" + point);

    assertThatThrownBy(() -> VerificationKey.parse(base64(der)))
        .hasMessageContaining("is not an Ed25519 key");
  }

  @Test
  void ed25519PointOffCurve_isRejected() throws Exception {
    int rejected = 0;
    for (int y = 2; y < 50; y++) {
      EdECPoint point = new EdECPoint(false, BigInteger.valueOf(y));
      PublicKey key =
          KeyFactory.getInstance("EdDSA")
              .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
      if (isOnCurve(key)) {
        assertThat(VerificationKey.of(key).algorithms()).containsExactly("EdDSA");
      } else {
        rejected++;
        assertThatThrownBy(() -> VerificationKey.of(key))
            .hasMessageContaining("is not an Ed25519 key: its point is not on the curve");
      }
    }
    assertThat(rejected).isBetween(10, 40);
  }

  /** The JDK finds out when it is about to verify. */
  private static boolean isOnCurve(PublicKey key) throws Exception {
    try {
      Signature.getInstance("Ed25519").initVerify(key);
      return true;
    } catch (InvalidKeyException e) {
      return false;
    }
  }

  @Test
  void keyId_showsAndTellsKeysApart() {
    VerificationKey key = KeyForge.key(P256);

    assertThat(key.withKeyId("a")).hasToString("VerificationKey[EC P-256, kid=a]");
    assertThat(key.withKeyId("a")).isEqualTo(KeyForge.key(P256).withKeyId("a"));
    assertThat(key.withKeyId("a")).isNotEqualTo(key).doesNotHaveSameHashCodeAs(key);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
