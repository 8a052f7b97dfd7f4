package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({"1, PT1S", "2, PT2S", "9, PT4M16S", "10, PT5M", "11, PT5M", "2147483647, PT5M"})
  void failuresInARow_doubleTheWaitUpToFiveMinutes(int failures, Duration wait) {
    assertThat(Backoff.after(failures, Optional.empty(), 0)).isEqualTo(wait);
  }

  @Test
  void random_addsUpToAQuarter() {
    assertThat(Backoff.after(1, Optional.empty(), Math.nextDown(1.0)))
        .isBetween(Duration.ofMillis(1249), Duration.ofMillis(1250));
  }

  @Test
  void retryAfter_isKeptWhereItIsLonger() {
    assertThat(Backoff.after(1, Optional.of(Duration.ofMinutes(20)), 0))
        .isEqualTo(Duration.ofMinutes(20));
    assertThat(Backoff.after(5, Optional.of(Duration.ofSeconds(2)), 0))
        .isEqualTo(Duration.ofSeconds(16));
    assertThat(Backoff.after(1, Optional.of(Duration.ofSeconds(-9)), 0))
        .isEqualTo(Duration.ofSeconds(1));
  }
}
