package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTypeTest {
  @ParameterizedTest
  @CsvSource({"ec:p256, EC_P256", "EC:P256, EC_P256", "rsa:2048, RSA_2048", "Ed25519, ED25519"})
  void name_isParsedInAnyCase(String name, KeyType type) {
    assertThat(KeyType.parse(name)).isEqualTo(type);
  }

  @Test
  void unknownName_listsTheKeyTypes() {
    assertThatThrownBy(() -> KeyType.parse("dsa\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'dsa\\u000a' is no key type; use one of rsa:2048, rsa:3072, rsa:4096, ec:p256, ec:p384,"
                + " ed25519");
    assertThatThrownBy(() -> KeyType.parse("x".repeat(1000)))
        .hasMessageStartingWith("'" + "x".repeat(40) + "' is no");
  }
}
