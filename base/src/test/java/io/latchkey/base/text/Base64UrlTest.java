package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class Base64UrlTest {
  /** RFC 7515 appendix C. */
  @Test
  void encode_isUrlSafeWithoutPadding() {
    assertThat(Base64Url.encode(new byte[] {3, (byte) 236, (byte) 255, (byte) 224, (byte) 193}))
        .isEqualTo("A-z_4ME");
  }

  @Test
  void decode_acceptsTheOneEncodingOfAValue() {
    assertThat(Base64Url.decode("A-z_4ME"))
        .contains(new byte[] {3, (byte) 236, (byte) 255, (byte) 224, (byte) 193});
    assertThat(Base64Url.decode("A-z_4MF")).isEmpty();
    assertThat(Base64Url.decode("A-z_4ME=")).isEmpty();
  }

  @Test
  void random_hasTheNumberOfBytes() {
    assertThat(Base64Url.random(new SecureRandom(), 32)).hasSize(43);
  }
}
