package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that resemble JSON in each place where a token or a key has JSON (RFC 8259). */
class StrictTokenJsonTest {
  private static final TokenVerifier VERIFIER =
      TokenVerifier.builder()
          .preSharedKeys(List.of(TokenForge.PSK))
          .keyDerivation(TokenForge.FAST)
          .build();

  private static final String CLAIMS = "\"exp\":4102444800";
  private static final String MEMBERS = "\"alg\":\"HS256\",\"salt\":\"" + TokenForge.SALT + "\"";
  private static final String KEY =
      "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"";

  private static Reason rejection(String token) {
    InvalidTokenException rejection =
        catchThrowableOfType(InvalidTokenException.class, () -> VERIFIER.verify(token));
    assertThat(rejection).as(token).isNotNull();
    return rejection.reason();
  }

  private static String token(byte[] payload) {
    String input =
        TokenForge.url(TokenForge.utf8(TokenForge.HEADER)) + "." + TokenForge.url(payload);
    byte[] salt = Base64.getDecoder().decode(TokenForge.SALT);
    return input
        + "."
        + TokenForge.url(
            TokenForge.hmac(TokenForge.FAST.derive(TokenForge.PSK, salt), TokenForge.utf8(input)));
  }

  /** Texts with the members of an object in the place of {@code @}. */
  static List<String> brokenObjects() {
    return List.of(
        "{@ \"a\":1}",
        "{@,}",
        "{,@}",
        "{@,,\"a\":1}",
        "{@;\"a\":1}",
        "{@,\"a\"}",
        "{@,\"a\":}",
        "{@,\"a\" 1}",
        "{@,\"a\"=1}",
        "{@,\"a\"::1}",
        "{@,a:1}",
        "{@,'a':1}",
        "{@,1:1}",
        "{@,null:1}",
        "{@,\"\\ud800\":1}",
        "{@,\"a\":1,\"a\":1}",
        "{@,\"a\":1,\"\\u0061\":1}",
        "{@",
        "{@]",
        "{@}}",
        "{@}{}",
        "{@}x",
        "{@}\u0000",
        "{@}\f",
        "{@}\u00a0",
        "{@}\u2028",
        "\u2003{@}",
        "\uFEFF{@}",
        "{@}//",
        "{@}/**/",
        "{/**/@}",
        "{@#\n}",
        "({@})",
        "\u001e{@}");
  }

  /** Texts that are no JSON value. */
  static List<String> brokenValues() {
    return List.of(
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-.5",
        "+1",
        "-",
        "--1",
        "1e",
        "1e+",
        "1.e1",
        "0x1F",
        "1L",
        "1_0",
        "1,0",
        "1 0",
        "1.5.5",
        "1e5.5",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "INF",
        "\uff11",
        "1\uff11",
        "\u00bd",
        "tru",
        "True",
        "TRUE",
        "truex",
        "nul",
        "nil",
        "undefined",
        "'a'",
        "`a`",
        "a",
        "\"a",
        "a\"",
        "\"a\" \"b\"",
        "\"a\tb\"",
        "\"a\nb\"",
        "\"\u0000\"",
        "\"\u001f\"",
        "\"\\a\"",
        "\"\\'\"",
        "\"\\x41\"",
        "\"\\0\"",
        "\"\\u12\"",
        "\"\\u00g0\"",
        "\"\\U0041\"",
        "\"\\ud800\"",
        "\"\\ude00\\ud83d\"",
        "\"\\ud83d\\u0041\"",
        "\"\\",
        "[1,]",
        "[,1]",
        "[,]",
        "[1,,2]",
        "[1 2]",
        "[1true]",
        "[1;2]",
        "[1}",
        "[",
        "]",
        "[1:2]",
        "{\"a\"}",
        "{1}",
        "/**/1",
        "1/**/",
        "<a/>",
        "");
  }

  @ParameterizedTest
  @MethodSource("brokenObjects")
  void tokenOrKeyWithBrokenObject_isMalformed(String text) {
    String payload = text.replace("@", CLAIMS);
    String header = text.replace("@", MEMBERS);

    assertThat(rejection(TokenForge.token(payload))).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(TokenForge.token(header, "{" + CLAIMS + "}"))).isEqualTo(Reason.MALFORMED);
    assertThatThrownBy(
            () -> VerificationKey.parseSet("{\"keys\":[" + text.replace("@", KEY) + "]}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("is not a JSON object.*|has an escape.*|is nested.*");
  }

  @ParameterizedTest
  @MethodSource("brokenValues")
  void tokenOrKeyWithBrokenValue_isMalformed(String text) {
    String payload = "{" + CLAIMS + ",\"a\":" + text + "}";
    String header = "{" + MEMBERS + ",\"a\":" + text + "}";

    assertThat(rejection(TokenForge.token(payload))).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(TokenForge.token(header, "{" + CLAIMS + "}"))).isEqualTo(Reason.MALFORMED);
    assertThatThrownBy(() -> VerificationKey.parse("{" + KEY + ",\"a\":" + text + "}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("is not a JSON object.*|has an escape.*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C080",
        "C1BF",
        "E08080",
        "EDA080",
        "EDA0BDEDB880",
        "F0808080",
        "F4908080",
        "F5808080",
        "80",
        "C2",
        "E282",
        "F09F98",
        "FF",
        "FE",
        "F888808080"
      })
  void payloadThatIsNotUtf8_isMalformed(String hex) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(TokenForge.utf8("{" + CLAIMS + ",\"a\":\""));
    payload.writeBytes(HexFormat.of().parseHex(hex));
    payload.writeBytes(TokenForge.utf8("\"}"));

    assertThat(rejection(token(payload.toByteArray()))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void payloadInUtf16Or32_isMalformed() {
    String payload = "{" + CLAIMS + "}";

    for (String charset : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      assertThat(rejection(token(payload.getBytes(Charset.forName(charset)))))
          .as(charset)
          .isEqualTo(Reason.MALFORMED);
    }
  }

  @ParameterizedTest
  @CsvSource({"997, true", "998, false"})
  void payload_hasAtMost1000Values(int items, boolean accepted) throws Exception {
    String payload = "{" + CLAIMS + ",\"a\":[" + "1,".repeat(items - 1) + "1]}";

    if (accepted) {
      assertThat(VERIFIER.verify(TokenForge.token(payload)).claims()).containsKey("a");
    } else {
      assertThat(rejection(TokenForge.token(payload))).isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void headerOfManyValues_isMalformed() {
    String header = "{" + MEMBERS + ",\"a\":[" + "{},".repeat(1000) + "{}]}";

    assertThat(rejection(TokenForge.token(header, "{" + CLAIMS + "}"))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void unusualJson_isRead() throws Exception {
    String payload =
        " \t\r\n{\"exp\" :\t4102444800.0E-0 , \"sub\":\"\\u0077\\/\\\"\\ud83d\\ude00\u00e9\u007f\u2028\","
            + "\"\":[],\"n\":[-0,0e+1,1E400,123456789012345678901234567890,0.1],"
            + "\"t\":[true,false,null,{}]}\n";

    VerifiedToken token = VERIFIER.verify(token(payload.getBytes(StandardCharsets.UTF_8)));

    assertThat(token.name()).isEqualTo("w/\"\ud83d\ude00\u00e9\u007f\u2028");
    assertThat(token.claims()).containsEntry("", List.of());
  }
}
