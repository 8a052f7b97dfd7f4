package io.latchkey.sample.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RenewalScheduleTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void withoutJitter_dueWhenAThirdIsLeft() {
    assertThat(RenewalSchedule.due(NOW, NOW.plus(Duration.ofDays(90)), jitter(0)))
        .isEqualTo(NOW.plus(Duration.ofDays(60)));
  }

  @Test
  void withMostJitter_dueATwentiethEarlier() {
    assertThat(RenewalSchedule.due(NOW, NOW.plus(Duration.ofDays(60)), jitter(1)))
        .isEqualTo(NOW.plus(Duration.ofDays(37)));
  }

  @Test
  void expired_dueInASecond() {
    assertThat(RenewalSchedule.due(NOW, NOW.minusSeconds(5), jitter(0)))
        .isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void retry_isATenthOfWhatIsLeftFromASecondToAnHour() {
    assertThat(retryAfter(Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(1));
    assertThat(retryAfter(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(1));
    assertThat(retryAfter(Duration.ofDays(30))).isEqualTo(Duration.ofHours(1));
    assertThat(retryAfter(Duration.ofDays(-1))).isEqualTo(Duration.ofMinutes(1));
  }

  private static Duration retryAfter(Duration left) {
    return Duration.between(NOW, RenewalSchedule.retry(NOW, NOW.plus(left)));
  }

  private static RandomGenerator jitter(double value) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public double nextDouble() {
        return value;
      }
    };
  }
}
