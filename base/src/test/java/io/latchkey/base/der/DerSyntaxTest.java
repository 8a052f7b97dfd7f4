package io.latchkey.base.der;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerSyntaxTest {
  private static void check(String hex) throws IOException {
    DerSyntax.check(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0101ff",
        "010100",
        "020100",
        "02020080",
        "0202ff7f",
        "0a0101",
        "030100",
        "03020780",
        "0500",
        "0603550403",
        "0d0101",
        "0400",
        "3000",
        "3100",
        "2800",
        "2b00",
        "a0020500",
        "8000",
        "bf1f00"
      })
  void der_isAccepted(String hex) {
    assertThatCode(() -> check(hex)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "'', The value is not DER",
    "0402ff, The value is not DER",
    "3080, The value is not DER",
    "30030402ff, The value is not DER",
    "050000, Bytes follow the value",
    "010101, A bad BOOLEAN",
    "0102ffff, A bad BOOLEAN",
    "0200, A bad INTEGER",
    "0202007f, A bad INTEGER",
    "0202ff80, A bad INTEGER",
    "0a020001, A bad INTEGER",
    "0300, A bad BIT STRING",
    "030101, A bad BIT STRING",
    "03020800, A bad BIT STRING",
    "03020101, A bad BIT STRING",
    "050100, A bad NULL",
    "0600, A bad OBJECT IDENTIFIER",
    "06028001, A bad OBJECT IDENTIFIER",
    "060181, A bad OBJECT IDENTIFIER",
    "0d0181, A bad OBJECT IDENTIFIER",
    "2400, A value has the wrong form",
    "1000, A value has the wrong form",
    "1100, A value has the wrong form",
    "0800, A value has the wrong form",
    "0b00, A value has the wrong form",
    "0000, A tag is not defined",
    "1f1f00, A tag is not defined",
    "a003020200, The value is not DER"
  })
  void otherEncoding_isRejected(String hex, String problem) {
    assertThatThrownBy(() -> check(hex)).isInstanceOf(IOException.class).hasMessage(problem);
  }

  @Test
  void depth_isLimited() {
    byte[] value = Der.element(Der.SEQUENCE);
    for (int depth = 0; depth < 32; depth++) {
      value = Der.element(Der.SEQUENCE, value);
    }
    byte[] deepest = value;

    assertThatCode(() -> DerSyntax.check(deepest)).doesNotThrowAnyException();
    assertThatThrownBy(() -> DerSyntax.check(Der.element(Der.SEQUENCE, deepest)))
        .isInstanceOf(IOException.class)
        .hasMessage("Values are nested too deeply");
  }
}
