package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalBase64Test {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  /** Fixed, so that a failure can be repeated. */
  private final Random random = new Random(1);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void encodedBytes_areDecoded() {
    for (int length = 0; length < 200; length++) {
      byte[] bytes = bytes(length);

      assertThat(CanonicalBase64.url(URL.encodeToString(bytes))).isEqualTo(bytes);
      assertThat(CanonicalBase64.standard(Base64.getEncoder().encodeToString(bytes)))
          .isEqualTo(bytes);
    }
  }

  @Test
  void part_isDecoded() {
    assertThat(CanonicalBase64.url("==-_8=".getBytes(StandardCharsets.US_ASCII), 2, 5))
        .isEqualTo(new byte[] {(byte) 0xfb, (byte) 0xff});
  }

  /** One character of a text is replaced by each other character. */
  @Test
  void alteredText_isDecodedOnlyIfCanonical() {
    for (String text : new String[] {"", "AA", "AAA", "AAAA", "-_9z", "Zm9vYmE"}) {
      for (int n = 0; n <= text.length(); n++) {
        for (char c = 0; c < 300; c++) {
          assertSameAsEncoder(text.substring(0, n) + c + text.substring(n));
          assertSameAsEncoder(
              text.substring(0, n) + c + text.substring(Math.min(n + 1, text.length())));
        }
      }
    }
  }

  private static void assertSameAsEncoder(String text) {
    assertThat(CanonicalBase64.url(text) != null)
        .as("base64url %s", text)
        .isEqualTo(isCanonical(text, Base64.getUrlDecoder(), URL));
    assertThat(CanonicalBase64.standard(text) != null)
        .as("base64 %s", text)
        .isEqualTo(isCanonical(text, Base64.getDecoder(), Base64.getEncoder()));
  }

  private static boolean isCanonical(String text, Base64.Decoder decoder, Base64.Encoder encoder) {
    try {
      return encoder.encodeToString(decoder.decode(text)).equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=",
        "==",
        "===",
        "====",
        "A===",
        "AA=",
        "AA",
        "AA==AA==",
        "AAA=A",
        "AA=A",
        "\ud83d\ude00AA"
      })
  void wrongPadding_isNotDecoded(String text) {
    assertThat(CanonicalBase64.standard(text)).isNull();
  }
}
