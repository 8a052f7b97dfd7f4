package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {

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
    assertThat(Printable.quoted(text)).isEqualTo(quoted);
  }

  @Test
  void lineEndsAndEscapeSequences_areWrittenOut() {
    assertThat(Printable.quoted("a\r\nWARN rejected\u001b[31m\0"))
        .isEqualTo("\"a\\u000d\\u000aWARN rejected\\u001b[31m\\u0000\"");
  }

  @Test
  void halfOfASurrogatePair_isWrittenOut() {
    assertThat(Printable.quoted("\ud83d")).isEqualTo("\"\\ud83d\"");
    assertThat(Printable.quoted("\ud83d\udd11")).isEqualTo("\"\ud83d\udd11\"");
  }

  @Test
  void longText_isCut() {
    assertThat(Printable.quoted("x".repeat(200))).isEqualTo("\"" + "x".repeat(200) + "\"");
    assertThat(Printable.quoted("x".repeat(201))).isEqualTo("\"" + "x".repeat(200) + "...\"");
    assertThat(Printable.quoted("\ud83d\udd11".repeat(201)))
        .isEqualTo("\"" + "\ud83d\udd11".repeat(200) + "...\"");
  }

  @Test
  void nullText_isADash() {
    assertThat(Printable.quoted(Optional.empty())).isEqualTo("-");
  }

  @Test
  void unprintableCharacter_isFoundAnywhere() {
    assertThat(Printable.isUnprintable("gr\u00fc\u00df \ud83d\udd11")).isFalse();
    assertThat(Printable.isUnprintable("")).isFalse();
    assertThat(Printable.isUnprintable("a\n")).isTrue();
    assertThat(Printable.isUnprintable("\ud83d\udd11\u200b")).isTrue();
    assertThat(Printable.isUnprintable("\udd11\ud83d")).isTrue();
  }

  @Test
  void line_escapesAndCutsTheResult() {
    assertThat(Printable.line("a\nb\u001b", 80)).isEqualTo("a\\u000ab\\u001b");
    assertThat(Printable.line("abc\n", 5)).isEqualTo("abc\\u");
    assertThat(Printable.line("x".repeat(9), 8)).isEqualTo("x".repeat(8));
  }
}
