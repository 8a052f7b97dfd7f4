package io.latchkey.base.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ElapsedTimeTest {
  private long nanos = -5;
  private Instant time = Instant.parse("2026-11-27T08:00:00Z");
  private final ElapsedTime elapsed = new ElapsedTime(() -> nanos, () -> time);
  private final long begun = elapsed.getAsLong();

  private void pass(Duration monotonic, Duration wall) {
    nanos += monotonic.toNanos();
    time = time.plus(wall);
  }

  private Duration sinceBegun() {
    return Duration.ofNanos(elapsed.getAsLong() - begun);
  }

  @Test
  void suspendedTime_countsAboveASecond() {
    pass(Duration.ofSeconds(3), Duration.ofSeconds(4));
    assertThat(sinceBegun()).isEqualTo(Duration.ofSeconds(3));

    pass(Duration.ofSeconds(3), Duration.ofSeconds(4).plusNanos(1));
    assertThat(sinceBegun()).isEqualTo(Duration.ofSeconds(7).plusNanos(1));
    assertThat(sinceBegun()).isEqualTo(Duration.ofSeconds(7).plusNanos(1));
  }

  @Test
  void wallClockSetBack_changesNothing() {
    pass(Duration.ofSeconds(1), Duration.ofDays(-1));
    assertThat(sinceBegun()).isEqualTo(Duration.ofSeconds(1));

    pass(Duration.ofSeconds(1), Duration.ofHours(1));
    assertThat(sinceBegun()).isEqualTo(Duration.ofHours(1).plusSeconds(1));
  }

  @Test
  void wallClockFarAhead_countsAsTenYears() {
    pass(Duration.ZERO, Duration.between(time, Instant.MAX));

    assertThat(sinceBegun()).isEqualTo(Duration.ofDays(3650));
  }
}
