package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentEncodingTest {
  private static Optional<String> decoded(String text) {
    return PercentEncoding.decode(text)
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
  }

  @Test
  void encode_keepsOnlyTheAsciiThatIsRaw() {
    assertThat(PercentEncoding.encode("a/\u00e9\ud83d\ude00\u0000\u007f", c -> c != '/'))
        .isEqualTo("a%2F%C3%A9%F0%9F%98%80\u0000\u007f");
  }

  @Test
  void encode_returnsRawTextUnchanged() {
    String text = "a%b";

    assertThat(PercentEncoding.encode(text, c -> true)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({"'',''", "a+b,a+b", "%2f%2F,//", "%2541,%41", "a%00,'a\0'", "%ff%80,\u00ff\u0080"})
  void decode_decodesEachEscapeOnce(String text, String expected) {
    assertThat(decoded(text)).contains(expected);
  }

  @Test
  void nonAsciiCharacter_isDecodedToUtf8() {
    assertThat(decoded("\u00e9%41")).contains("\u00c3\u00a9A");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%", "%4", "a%4", "%4g", "%g4", "%%41", "%+1", "%-1", "% 1", "%\u0664\u0664"})
  void malformedEscape_isNotDecoded(String text) {
    assertThat(decoded(text)).isEmpty();
  }

  @Test
  void encodedText_isDecodedToTheText() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x300; c++) {
      all.append(c);
    }
    String encoded = PercentEncoding.encode(all.toString(), c -> c != '%');

    assertThat(
            PercentEncoding.decode(encoded).map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
        .contains(all.toString());
  }
}
