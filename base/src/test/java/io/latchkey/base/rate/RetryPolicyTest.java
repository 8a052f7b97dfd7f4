package io.latchkey.base.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
  @ParameterizedTest
  @CsvSource({"1, PT1S", "2, PT2S", "9, PT4M16S", "10, PT5M", "11, PT5M", "2147483647, PT5M"})
  void consecutiveFailures_doubleWaitUpToFiveMinutes(int failures, Duration wait) {
    assertThat(RetryPolicy.backgroundDelay(failures, Optional.empty(), 0)).isEqualTo(wait);
  }

  @Test
  void random_addsUpToAQuarter() {
    assertThat(RetryPolicy.backgroundDelay(1, Optional.empty(), Math.nextDown(1.0)))
        .isBetween(Duration.ofMillis(1249), Duration.ofMillis(1250));
  }

  @Test
  void retryAfter_countsIfItIsLonger() {
    assertThat(RetryPolicy.backgroundDelay(1, Optional.of(Duration.ofMinutes(20)), 0))
        .isEqualTo(Duration.ofMinutes(20));
    assertThat(RetryPolicy.backgroundDelay(5, Optional.of(Duration.ofSeconds(2)), 0))
        .isEqualTo(Duration.ofSeconds(16));
    assertThat(RetryPolicy.backgroundDelay(1, Optional.of(Duration.ofSeconds(-9)), 0))
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void userCommand_waitsAtMostThirtySeconds() {
    assertThat(RetryPolicy.interactiveDelay(1, Optional.of(Duration.ofSeconds(30))))
        .contains(Duration.ofSeconds(30));
    assertThat(RetryPolicy.interactiveDelay(1, Optional.of(Duration.ofSeconds(31)))).isEmpty();
    assertThat(RetryPolicy.interactiveDelay(1, Optional.of(Duration.ofSeconds(-1))))
        .contains(Duration.ZERO);
    assertThat(RetryPolicy.interactiveDelay(1, Optional.empty())).isEmpty();
  }

  @Test
  void userCommand_givesUpAfterFourTries() {
    Optional<Duration> wait = Optional.of(Duration.ofSeconds(1));

    assertThat(RetryPolicy.interactiveDelay(3, wait)).isEqualTo(wait);
    assertThat(RetryPolicy.interactiveDelay(4, wait)).isEmpty();
  }
}
