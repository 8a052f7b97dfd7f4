package io.latchkey.base.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HmacTest {
  /** RFC 4231 section 4.3. */
  private static final byte[] KEY = "Jefe".getBytes(StandardCharsets.US_ASCII);

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void sha256_isThatOfRfc4231() {
    byte[] expected =
        HexFormat.of().parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

    assertThat(Hmac.sha256(KEY, ascii("what do ya want for nothing?"))).isEqualTo(expected);
    assertThat(Hmac.sha256(KEY, ascii("what do ya "), ascii("want for nothing?")))
        .isEqualTo(expected);
  }

  @Test
  void otherAlgorithm_isComputedIfRuntimeSupportsIt() {
    assertThat(Hmac.compute("HmacSHA512", KEY, ascii("x"))).hasSize(64);
    assertThatThrownBy(() -> Hmac.compute("HmacSHA0", KEY, ascii("x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("this Java runtime cannot compute HmacSHA0");
  }
}
