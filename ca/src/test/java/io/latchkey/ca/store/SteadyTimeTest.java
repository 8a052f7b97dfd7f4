package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // overflows
  private final SteadyTime time = new SteadyTime(NOW, nanos::get);

  @Test
  void clockThatRunsWell_isFollowed() {
    assertThat(after(HOUR, NOW.plus(HOUR))).isEqualTo(NOW.plus(HOUR));
    assertThat(after(HOUR.multipliedBy(8), NOW.plus(HOUR.multipliedBy(9))))
        .isEqualTo(NOW.plus(HOUR.multipliedBy(9)));
  }

  @Test
  void clockThatLeapsAhead_isFollowedSlowly() {
    Instant leap = NOW.plus(HOUR);

    assertThat(after(Duration.ZERO, leap)).isEqualTo(NOW);
    assertThat(after(Duration.ofMinutes(8), leap.plus(Duration.ofMinutes(8))))
        .isEqualTo(NOW.plus(Duration.ofMinutes(9)));
    assertThat(after(HOUR.multipliedBy(8), leap.plus(HOUR.multipliedBy(8))))
        .isEqualTo(leap.plus(HOUR.multipliedBy(8)));
  }

  @Test
  void leapBeforeFirstQuestion_isFollowedSlowly() {
    assertThat(after(Duration.ofMinutes(8), NOW.plus(Duration.ofDays(30))))
        .isEqualTo(NOW.plus(Duration.ofMinutes(9)));
  }

  @Test
  void unaskedTime_savesUpAnHourAtMost() {
    Duration pause = Duration.ofDays(80);
    Instant ahead = NOW.plus(pause).plus(Duration.ofDays(30));

    assertThat(after(pause, ahead)).isEqualTo(NOW.plus(pause).plus(HOUR));
    assertThat(after(Duration.ZERO, ahead)).isEqualTo(NOW.plus(pause).plus(HOUR));
  }

  @Test
  void suspension_isCaughtUpWithFrequentQuestions() {
    Instant now = NOW.plus(Duration.ofDays(2)); // while the host was suspended
    Instant steady = time.of(now);
    for (Duration awake = HOUR;
        awake.compareTo(Duration.ofDays(16)) <= 0;
        awake = awake.plus(HOUR)) {
      steady = after(HOUR, now.plus(awake));
    }

    assertThat(steady).isEqualTo(now.plus(Duration.ofDays(16)));
  }

  @Test
  void clockSetBack_isFollowedAtOnce() {
    Instant before = NOW.minus(HOUR);

    assertThat(after(Duration.ZERO, before)).isEqualTo(before);
    assertThat(after(Duration.ZERO, NOW)).isEqualTo(before);
  }

  private Instant after(Duration elapsed, Instant now) {
    nanos.addAndGet(elapsed.toNanos());
    return time.of(now);
  }
}
