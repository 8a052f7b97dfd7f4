package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({"3600,PT1H", "1h,PT1H", "30m,PT30M", "2d,PT48H", "90s,PT90S", "PT1H,PT1H"})
  void duration_isRead(String text, Duration expected) {
    assertThat(new DurationText().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h", "1y", "1.5h", "999999999999999999d", "99999999999999999999"})
  void invalidDuration_reportsTheFormats(String text) {
    assertThatThrownBy(() -> new DurationText().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(
            "'" + text + "' is not a duration; write seconds (3600), 90s, 30m, 1h, 2d or PT1H");
  }
}
