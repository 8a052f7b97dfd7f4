package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestEncodingTest {
  private static final byte[] DER = {0x30, 3, 2, 1, 5};
  private static final String PEM = Pem.block("CERTIFICATE REQUEST", DER);

  private static byte[] read(String text) throws MalformedRequestException {
    return RequestEncoding.toDer(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A line is no label if it has another character, no character, or more than 40. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN certificate-----\n",
        "-----BEGIN -----\n",
        "-----BEGIN A-B-----\n",
        "-----BEGIN AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-----\n",
        "-----BEGIN PRIVATE KEY\n",
        "-----BEGIN PRIVATE KEY----\n",
        "-----BEGIN -----BEGIN \n"
      })
  void textBeforeTheFirstLabel_isIgnored(String before) throws Exception {
    assertThat(read(before + PEM)).isEqualTo(DER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PRIVATE KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "X #9", "CERTIFICATE"})
  void firstLabelOfAnotherKind_isMalformed(String label) {
    assertThatThrownBy(() -> read("-----BEGIN " + label + "-----\n" + PEM))
        .isInstanceOf(MalformedRequestException.class)
        .hasMessageNotContaining("neither PEM nor DER");
  }

  @Test
  void textWithoutALabel_isMalformed() {
    assertThatThrownBy(() -> read("-----BEGIN CERTIFICATE REQUEST"))
        .isInstanceOf(MalformedRequestException.class)
        .hasMessage("The request is neither PEM nor DER");
  }
}
