package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreSharedKeyTest {
  @Test
  void generated_neverBeginsWithADash() {
    for (int i = 0; i < 2_000; i++) {
      assertThat(PreSharedKey.generate().reveal()).doesNotStartWith("-");
    }
  }

  @Test
  void generated_has256BitsAndIsStrong() {
    PreSharedKey key = PreSharedKey.generate();

    assertThat(Base64.getUrlDecoder().decode(key.reveal())).hasSize(32);
    assertThat(key.weakness()).isEmpty();
    assertThat(PreSharedKey.generate()).isNotEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "changeme",
        "fifteen-chars-x",
        "changemechangeme",
        "CHANGEMEchangeme",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "abababababababababab",
        "correct horse battery staple",
        "1234567890123456"
      })
  void weakKey_givesInstructionWithoutTheKey(String secret) {
    assertThat(PreSharedKey.of(secret).weakness())
        .hasValueSatisfying(
            text -> assertThat(text).contains("openssl rand -base64 32").doesNotContain(secret));
  }

  @Test
  void sixteenUncommonCharacters_areEnough() {
    assertThat(PreSharedKey.of("sixteen-chars-xy").weakness()).isEmpty();
  }

  @Test
  void text_isNeverShown() {
    assertThat(PreSharedKey.of("do not show this")).hasToString("PreSharedKey[redacted]");
  }

  @Test
  void sameSecret_isEqualUnlessTheIdDiffers() {
    PreSharedKey key = PreSharedKey.of("the same secret");

    assertThat(key).isEqualTo(PreSharedKey.of("the same secret"));
    assertThat(key).hasSameHashCodeAs(PreSharedKey.of("the same secret"));
    assertThat(key).isNotEqualTo(PreSharedKey.of("another secret"));
    assertThat(key).isNotEqualTo(key.withKeyId("2026"));
  }

  @Test
  void emptyOrBrokenText_isRejected() {
    assertThatThrownBy(() -> PreSharedKey.of(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(() -> PreSharedKey.of("half a pair \ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unicode");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 10_000_001})
  void iterationsOutOfRange_areRejected(int iterations) {
    assertThatThrownBy(() -> new KeyDerivation(iterations))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1000 to 10000000, not " + iterations);
  }
}
