package io.latchkey.tokens.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the vectors in {@code vectors.md}, which OpenSSL has made. */
class ComponentKeyTest {
  private static final byte[] ROOT =
      hex("99d6fd70c243757103003ae5993c5e691845c26c2c0f0cce4b02b4371a923325");
  private static final String FIRST = "team-a;dns=*.team-a.example";
  private static final String SECOND = "worker-1;uri=spiffe%3A//team-a/;days=30";
  private static final String SECRET =
      "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM." + FIRST + "~" + SECOND;

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static ComponentKey key(String path) {
    return ComponentKey.ofRoot(ROOT, ComponentPath.parse(path));
  }

  @Test
  void ofRoot_givesKeyOfOpenSsl() {
    assertThat(key(FIRST + "~" + SECOND).reveal()).isEqualTo(SECRET);
  }

  @Test
  void derive_givesSameKeyAsPath() {
    assertThat(key(FIRST).derive(SECOND)).isEqualTo(key(FIRST + "~" + SECOND));
  }

  @Test
  void secret_isThatOfOpenSsl() {
    Map<DerivedSecret, String> expected =
        Map.of(
            DerivedSecret.TOKEN,
            "0b02ab24e2570a2a16404ea5d10cff3d14286286c0cba7d97138ed457daa6a35",
            DerivedSecret.CA_CERT,
            "6ecc386d51f457f42895f723d0ad96cb54486f45a562adb93a167a1da840591e",
            DerivedSecret.CMP,
            "48cfd53ae79d6e1859a8c0f4b64fcd0bd1a5c9ab286c49d62e4171b1e4fc11df",
            DerivedSecret.ACME,
            "faaa731e2caf31ae5c7251ae9d52e58bec8c8f7e00aee54c62214b7f7d2c7134",
            DerivedSecret.EST,
            "3cbbb5447e6e250e03b78fa1e541fbbb9c2e1502dafa0b9df2547b95f05256e3");

    ComponentKey key = ComponentKey.parse(SECRET);

    expected.forEach((use, value) -> assertThat(key.secret(use)).isEqualTo(hex(value)));
  }

  @Test
  void parse_givesPathAndId() {
    ComponentKey key = ComponentKey.parse(SECRET);

    assertThat(key.path().id()).isEqualTo("lk1." + FIRST + "~" + SECOND);
    assertThat(key.path().name()).isEqualTo("team-a/worker-1");
    assertThat(key.reveal()).isEqualTo(SECRET);
    assertThat(key).hasToString("ComponentKey[" + FIRST + "~" + SECOND + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "lk1s.",
        "lk1.team-a",
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM",
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM.",
        // unused bits that are not zero
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdN.team-a",
        // padding, standard base64, too short, too long
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAd=.team-a",
        "lk1s.kSfa5+AA+bitIx9oy5Tvl8M4o/kLPA0Kvkk449bEAdM.team-a",
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAd.team-a",
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdMA.team-a",
        "LK1S.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM.team-a",
        "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM.team-a;no=1",
      })
  void parse_malformedSecret_isRejectedWithoutKey(String text) {
    assertThatThrownBy(() -> ComponentKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("kSfa5");
  }
}
