package io.latchkey.tokens;

import static io.latchkey.tokens.KeyForge.ED25519;
import static io.latchkey.tokens.KeyForge.RSA;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.crypto.CryptoProvider;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that some verifier somewhere has taken for another one, or for one at all. */
class SignatureFormTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

  private static boolean verifies(String algorithm, byte[] signature) {
    return verifies(KeyForge.pairFor(algorithm), algorithm, signature);
  }

  private static boolean verifies(KeyPair pair, String algorithm, byte[] signature) {
    return KeyForge.key(pair).verifies(CryptoProvider.auto(), algorithm, signature, TEXT);
  }

  private static byte[] sign(String algorithm) {
    return KeyForge.sign(KeyForge.pairFor(algorithm).getPrivate(), algorithm, TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "ES384", "EdDSA"})
  void signatureOfOtherLength_isRejected(String algorithm) {
    byte[] good = sign(algorithm);
    byte[] ahead = new byte[good.length + 1];
    System.arraycopy(good, 0, ahead, 1, good.length);

    assertThat(verifies(algorithm, good)).isTrue();
    assertThat(verifies(algorithm, new byte[0])).isFalse();
    assertThat(verifies(algorithm, new byte[good.length])).isFalse();
    assertThat(verifies(algorithm, Arrays.copyOf(good, good.length - 1))).isFalse();
    assertThat(verifies(algorithm, Arrays.copyOf(good, good.length + 1))).isFalse();
    assertThat(verifies(algorithm, Arrays.copyOf(good, 2 * good.length))).isFalse();
    assertThat(verifies(algorithm, Arrays.copyOf(good, good.length / 2))).isFalse();
    assertThat(verifies(algorithm, ahead)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384"})
  void ecdsaNumberOutOfRange_isRejected(String algorithm) {
    byte[] good = sign(algorithm);
    int half = good.length / 2;
    byte[] zero = new byte[half];
    byte[] one = bytes(BigInteger.ONE, half);
    byte[] order = bytes(order(algorithm), half);
    byte[] most = new byte[half];
    Arrays.fill(most, (byte) 0xFF);

    for (byte[] bad : new byte[][] {zero, order, most}) {
      assertThat(isWellFormed(algorithm, join(bad, one))).isFalse();
      assertThat(isWellFormed(algorithm, join(one, bad))).isFalse();
      assertThat(verifies(algorithm, join(bad, bad))).isFalse();
      assertThat(verifies(algorithm, join(Arrays.copyOf(good, half), bad))).isFalse();
      assertThat(verifies(algorithm, join(bad, Arrays.copyOfRange(good, half, good.length))))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384"})
  void ecdsaNumbersInRange_areWellFormed(String algorithm) {
    int half = sign(algorithm).length / 2;
    byte[] one = bytes(BigInteger.ONE, half);
    byte[] last = bytes(order(algorithm).subtract(BigInteger.ONE), half);

    assertThat(isWellFormed(algorithm, join(one, last))).isTrue();
    assertThat(isWellFormed(algorithm, join(last, one))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384"})
  void ecdsaNumberWithLeadingZeros_keepsThem(String algorithm) {
    byte[] signature;
    do {
      signature = sign(algorithm); // another one each time; one in 128 has such a number
    } while (signature[0] != 0 && signature[signature.length / 2] != 0);

    assertThat(verifies(algorithm, signature)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384"})
  void derSignature_isRejected(String algorithm) throws Exception {
    Signature signature = Signature.getInstance("SHA" + algorithm.substring(2) + "withECDSA");
    signature.initSign(KeyForge.pairFor(algorithm).getPrivate());
    signature.update(TEXT);
    byte[] der = signature.sign();

    assertThat(verifies(algorithm, der)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256"})
  void rsaNumberPlusTheModulus_isNone(String algorithm) {
    KeyPair pair = RSA;
    BigInteger modulus = ((RSAPublicKey) pair.getPublic()).getModulus();
    byte[] good;
    BigInteger other;
    byte[] text = TEXT;
    int n = 0;
    do {
      text = ("text " + n++).getBytes(StandardCharsets.US_ASCII);
      good = KeyForge.sign(pair.getPrivate(), algorithm, text);
      other = new BigInteger(1, good).add(modulus);
    } while (other.bitLength() > 2048 && n < 200);

    VerificationKey key = KeyForge.key(pair);
    assertThat(key.verifies(CryptoProvider.auto(), algorithm, good, text)).isTrue();
    assertThat(key.verifies(CryptoProvider.auto(), algorithm, bytes(other, 256), text)).isFalse();
  }

  @Test
  void pssSaltOfOtherLength_isRejected() throws Exception {
    Signature signature = KeyForge.pss("SHA-256", 20);
    signature.initSign(RSA.getPrivate());
    signature.update(TEXT);

    assertThat(verifies("PS256", signature.sign())).isFalse();
  }

  @Test
  void ed25519NumberPlusTheOrder_isNone() {
    byte[] good = sign("EdDSA");
    BigInteger order =
        new BigInteger(
            "7237005577332262213973186563042994240857116359379907606001950938285454250989");
    BigInteger scalar = new BigInteger(1, reversed(Arrays.copyOfRange(good, 32, 64)));
    byte[] other = join(Arrays.copyOf(good, 32), reversed(bytes(scalar.add(order), 32)));

    assertThat(isWellFormed("EdDSA", good)).isTrue();
    assertThat(isWellFormed("EdDSA", other)).isFalse();
    assertThat(verifies("EdDSA", other)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      })
  void ed25519PointOfSmallOrder_isRejected(String point) {
    byte[] signature = join(HexFormat.of().parseHex(point), new byte[32]);

    assertThat(isWellFormed("EdDSA", signature)).isFalse();
    assertThat(verifies(ED25519, "EdDSA", signature)).isFalse();
  }

  private static boolean isWellFormed(String algorithm, byte[] signature) {
    java.security.PublicKey key = KeyForge.pairFor(algorithm).getPublic();
    SignatureRules rules =
        key instanceof ECPublicKey ec
            ? EcdsaRules.of(ec)
            : EddsaRules.of((java.security.interfaces.EdECPublicKey) key);
    return rules.isWellFormed(signature);
  }

  private static BigInteger order(String algorithm) {
    return ((ECPublicKey) KeyForge.pairFor(algorithm).getPublic()).getParams().getOrder();
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
    return fixed;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }
}
