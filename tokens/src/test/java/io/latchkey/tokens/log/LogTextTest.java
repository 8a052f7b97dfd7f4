package io.latchkey.tokens.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "/whoami | \"/whoami\"",
        "a\"b\\c | \"a\\\"b\\\\c\"",
        "gr\u00fc\u00df | \"gr\u00fc\u00df\"",
        "a\u200bb | \"a\\u200bb\"",
        "a\u202eb | \"a\\u202eb\"",
        "a\u2028b | \"a\\u2028b\"",
      })
  void text_isQuotedAndCannotReorderTheLine(String text, String quoted) {
    assertThat(LogText.quoted(text)).isEqualTo(quoted);
  }

  @Test
  void lineEndsAndEscapeSequences_areWrittenOut() {
    assertThat(LogText.quoted("a\r\nWARN refused\u001b[31m\0"))
        .isEqualTo("\"a\\u000d\\u000aWARN refused\\u001b[31m\\u0000\"");
  }

  @Test
  void halfOfASurrogatePair_isWrittenOut() {
    assertThat(LogText.quoted("\ud83d")).isEqualTo("\"\\ud83d\"");
    assertThat(LogText.quoted("\ud83d\udd11")).isEqualTo("\"\ud83d\udd11\"");
  }

  @Test
  void longText_isCut() {
    assertThat(LogText.quoted("x".repeat(8000))).isEqualTo("\"" + "x".repeat(200) + "...\"");
  }

  @Test
  void noText_isADash() {
    assertThat(LogText.quoted(Optional.empty())).isEqualTo("-");
  }
}
