package io.latchkey.base.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HourlyLimitTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant NEXT_HOUR = NOW.plus(Duration.ofHours(1));

  private final HourlyLimit limit = new HourlyLimit(OptionalInt.of(2));

  @Test
  void requestBeyondLimit_waitsForEndOfHour() {
    assertThat(limit.take("a", NOW)).isEmpty();
    assertThat(limit.take("a", NOW.plusSeconds(600))).isEmpty();

    assertThat(limit.take("a", NOW.plusSeconds(1200))).contains(Duration.ofMinutes(40));
    assertThat(limit.take("a", NEXT_HOUR.minusMillis(1))).contains(Duration.ofMillis(1));
    assertThat(limit.take("b", NOW)).isEmpty();
  }

  @Test
  void nextHour_beginsWithItsFirstRequest() {
    limit.take("a", NOW);
    limit.take("a", NOW);
    Instant first = NEXT_HOUR.plusSeconds(60);

    assertThat(limit.take("a", first)).isEmpty();
    assertThat(limit.take("a", first)).isEmpty();
    assertThat(limit.take("a", first)).contains(Duration.ofHours(1));
    assertThat(limit.take("b", NEXT_HOUR)).isEmpty();
  }

  @Test
  void clockThatWasAhead_prolongsNoHour() {
    limit.take("a", NOW.plus(Duration.ofDays(30)));
    limit.take("a", NOW.plus(Duration.ofDays(30)));

    assertThat(limit.take("a", NOW)).contains(Duration.ofHours(1));
    assertThat(limit.take("a", NEXT_HOUR.minusMillis(1))).contains(Duration.ofMillis(1));
    assertThat(limit.take("a", NEXT_HOUR)).isEmpty();
  }

  @Test
  void requestGivenBack_doesNotCount() {
    limit.take("a", NOW);
    limit.take("a", NOW);
    limit.take("a", NOW);

    limit.giveBack("a");

    assertThat(limit.take("a", NOW)).isEmpty();
    assertThat(limit.take("a", NOW)).isPresent();
  }

  @Test
  void giveBack_neverExceedsTheLimit() {
    limit.take("a", NOW);
    limit.giveBack("a");
    limit.giveBack("a");
    limit.giveBack("unknown");

    assertThat(limit.take("a", NOW)).isEmpty();
    assertThat(limit.take("a", NOW)).isEmpty();
    assertThat(limit.take("a", NOW)).isPresent();
  }

  @Test
  void noLimit_limitsNothing() {
    HourlyLimit unlimited = new HourlyLimit(OptionalInt.empty());

    for (int n = 0; n < 5; n++) {
      assertThat(unlimited.take("a", NOW)).isEmpty();
    }
  }

  @Test
  void tooManyCallers_evictLeastRecentlyUsed() {
    for (int n = 0; n < 2; n++) {
      limit.take("idle", NOW);
      limit.take("busy", NOW);
    }

    for (int n = 0; n < HourlyLimit.MAX_CALLERS - 1; n++) {
      limit.take("caller " + n, NOW);
      assertThat(limit.take("busy", NOW)).isPresent();
    }

    assertThat(limit.take("idle", NOW)).isEmpty();
  }
}
