package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDifferenceTest {
  @ParameterizedTest
  @CsvSource({"PT0S, 0", "PT0.000000001S, 1", "PT1S, 1", "PT1.001S, 2", "P1D, 86400"})
  void seconds_areRoundedUp(Duration difference, long seconds) {
    Instant from = Instant.parse("2026-11-26T12:00:00Z");

    assertThat(ClockDifference.seconds(from, from.plus(difference))).isEqualTo(seconds);
  }
}
