package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenewalScheduleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @ParameterizedTest(name = "a life of {0} is renewed {1} before its end")
  @CsvSource({
    "P365D, P1D",
    "P3DT1S, P1D",
    "P3D, P1D",
    "P2DT23H59M57S, PT23H59M59S",
    "PT3H, PT1H",
    "PT3S, PT1S"
  })
  void lifetime_determinesTheRenewalLead(Duration life, Duration lead) {
    Instant end = START.plus(life);

    assertThat(RenewalSchedule.due(START, end, 0)).isEqualTo(end.minus(lead));
  }

  @Test
  void randomNearOne_isTwentiethOfLeadEarlier() {
    Instant end = START.plus(Duration.ofDays(365));

    Instant due = RenewalSchedule.due(START, end, Math.nextDown(1.0));

    Duration twentieth = Duration.ofDays(1).dividedBy(20);
    assertThat(due)
        .isBetween(
            end.minus(Duration.ofDays(1)).minus(twentieth),
            end.minus(Duration.ofDays(1)).minus(twentieth).plusMillis(1));
  }

  @Test
  void shortLife_isNotDueBeforeItsStart() {
    assertThat(RenewalSchedule.due(START, START.plusMillis(1), Math.nextDown(1.0)))
        .isBetween(START, START.plusMillis(1));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 86_400_000})
  void expiredOnReceipt_isDueAtItsEnd(long millisLate) {
    assertThat(RenewalSchedule.due(START.plusMillis(millisLate), START, 0.5)).isEqualTo(START);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, Double.NaN})
  void randomOutOfRange_isRejected(double random) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RenewalSchedule.due(START, START.plusSeconds(1), random));
  }
}
