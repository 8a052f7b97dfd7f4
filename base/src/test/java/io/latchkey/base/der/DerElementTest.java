package io.latchkey.base.der;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerElementTest {
  private static byte[] withLength(String header, int length) {
    byte[] start = HexFormat.of().parseHex(header);
    return Arrays.copyOf(start, start.length + length);
  }

  @ParameterizedTest
  @CsvSource({
    "0400, 0",
    "047f, 127",
    "048180, 128",
    "0481ff, 255",
    "04820100, 256",
    "0483010000, 65536"
  })
  void minimalLength_isRead(String header, int length) {
    List<DerElement> elements = DerElement.all(withLength(header, length));

    assertThat(elements).hasSize(1);
    assertThat(elements.get(0).tag()).isEqualTo(Der.OCTET_STRING);
    assertThat(elements.get(0).content()).hasSize(length);
  }

  @ParameterizedTest
  @CsvSource({"048100, 0", "04817f, 127", "048200ff, 255", "048300ffff, 65535"})
  void longerLengthThanNecessary_isRejected(String header, int length) {
    assertThatThrownBy(() -> DerElement.all(withLength(header, length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("is not DER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"04", "0401", "0480", "040100ff", "0481", "048201", "048400000001ff"})
  void truncatedOrIndefiniteElement_isRejected(String hex) {
    assertThatThrownBy(() -> DerElement.all(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("is not DER");
  }

  @Test
  void consecutiveElements_areReadInOrder() {
    List<DerElement> elements = DerElement.all(HexFormat.of().parseHex("30030201070400"));

    assertThat(elements).extracting(DerElement::tag).containsExactly(0x30, 0x04);
    assertThat(elements.get(0).parts(Der.INTEGER).get(0).content()).containsExactly(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 127, 128, 255, 256, 65535, 65536})
  void parts_areTheWrittenElements(int length) {
    byte[] first = Der.element(Der.OCTET_STRING, new byte[length]);
    byte[] second = Der.element(Der.INTEGER, new byte[] {1});

    List<DerElement> parts =
        DerElement.all(Der.element(Der.SEQUENCE, first, second)).get(0).parts();

    assertThat(parts).extracting(DerElement::encoded).containsExactly(first, second);
    assertThat(parts.get(0).content()).hasSize(length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f1f0100", "1f7f0100", "1f81000100", "bfffff7f0100", "df83ffff7f0100"})
  void longTag_isRead(String hex) {
    List<DerElement> elements = DerElement.all(HexFormat.of().parseHex(hex));

    assertThat(elements).hasSize(1);
    assertThat(elements.get(0).tag()).isEqualTo(HexFormat.fromHexDigits(hex, 0, 2));
    assertThat(elements.get(0).content()).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1f", "1f1e0100", "1f80000100", "1f801f0100", "1f81", "1f848080000100"})
  void truncatedOrLongerTag_isRejected(String hex) {
    assertThatThrownBy(() -> DerElement.all(HexFormat.of().parseHex(hex)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("is not DER");
  }
}
