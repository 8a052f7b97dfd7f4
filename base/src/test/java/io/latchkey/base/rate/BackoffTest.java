package io.latchkey.base.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final AtomicLong nanos = new AtomicLong();

  private Instant now() {
    return Instant.EPOCH.plusNanos(nanos.get());
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  @Test
  void beforeAnyFailure_thereIsNoPause() {
    assertThat(Backoff.growing(nanos::get).isOver()).isTrue();
    assertThat(Backoff.of(this::now, Duration.ofSeconds(5)).isOver()).isTrue();
  }

  @Test
  void fixedPause_endsAfterItsLength() {
    Backoff backoff = Backoff.of(this::now, Duration.ofSeconds(5));

    for (int failures = 1; failures <= 3; failures++) {
      assertThat(backoff.failed()).isEqualTo(failures);
      pass(Duration.ofSeconds(5).minusNanos(1));
      assertThat(backoff.isOver()).isFalse();
      pass(Duration.ofNanos(1));
      assertThat(backoff.isOver()).isTrue();
    }
  }

  @Test
  void growingPause_isOneSecondThenTwo() {
    Backoff backoff = Backoff.growing(nanos::get);

    for (int seconds : new int[] {1, 2, 4}) {
      backoff.failed();
      pass(Duration.ofSeconds(seconds).minusNanos(1));
      assertThat(backoff.isOver()).isFalse();
      pass(Duration.ofSeconds(seconds).dividedBy(4).plusNanos(1));
      assertThat(backoff.isOver()).isTrue();
    }
  }

  @Test
  void reset_endsThePauseAndTheGrowth() {
    Backoff backoff = Backoff.growing(nanos::get);
    backoff.failed();
    backoff.failed();

    backoff.reset();

    assertThat(backoff.isOver()).isTrue();
    assertThat(backoff.failed()).isOne();
    pass(Duration.ofMillis(1250));
    assertThat(backoff.isOver()).isTrue();
  }

  @Test
  void clockBeforeTheFailure_endsThePause() {
    Backoff backoff = Backoff.of(this::now, Duration.ofSeconds(5));
    backoff.failed();
    assertThat(backoff.isOver()).isFalse();

    nanos.decrementAndGet();

    assertThat(backoff.isOver()).isTrue();
  }
}
