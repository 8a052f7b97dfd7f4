package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.text.Utf8.NotUtf8Exception;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** The edges of RFC 3629 section 4. */
  @ParameterizedTest
  @ValueSource(strings = {"", "00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "f48fbfbf", "efbbbf"})
  void utf8_isDecodedExactly(String hex) {
    assertThat(Utf8.decodeExactly(bytes(hex)))
        .hasValueSatisfying(
            text -> assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes(hex)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "c1bf", "c2", "e09fbf", "eda080", "f4908080", "ff"})
  void otherBytes_areNotDecoded(String hex) {
    assertThat(Utf8.decodeExactly(bytes(hex))).isEmpty();
    assertThatThrownBy(() -> Utf8.decode(bytes(hex)))
        .isInstanceOf(NotUtf8Exception.class)
        .hasMessage("it is not UTF-8 text");
  }

  @ParameterizedTest
  @CsvSource({
    "efbbbf61, 61",
    "efbbbfefbbbf61, 61",
    "efbbbfefbb, efbb",
    "efbbbf, ''",
    "efbb, efbb",
    "61efbbbf, 61efbbbf",
    "'', ''"
  })
  void marksAtTheBeginning_areDropped(String hex, String expected) {
    assertThat(Utf8.withoutMark(bytes(hex))).isEqualTo(bytes(expected));
  }

  @Test
  void marksOfText_areDropped() {
    assertThat(Utf8.withoutMark("\uFEFF\uFEFFa\uFEFF")).isEqualTo("a\uFEFF");
  }
}
