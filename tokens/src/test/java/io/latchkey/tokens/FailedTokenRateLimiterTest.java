package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedTokenRateLimiterTest {
  private static final String ADDRESS = "192.0.2.1";
  private static final Duration REFILL = Duration.ofSeconds(FailedTokenRateLimiter.REFILL_SECONDS);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // wraps, as nanoTime may
  private final FailedTokenRateLimiter limiter = new FailedTokenRateLimiter(nanos::get);

  private void fail(int times) {
    for (int n = 0; n < times; n++) {
      limiter.recordFailure(ADDRESS);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void failuresBelowTheLimit_requireNoWait() {
    fail(FailedTokenRateLimiter.BURST - 1);

    assertThat(limiter.waitFor(ADDRESS)).isEmpty();
  }

  @Test
  void usedUpLimit_allowsOneTokenPerInterval() {
    fail(FailedTokenRateLimiter.BURST);
    assertThat(limiter.waitFor(ADDRESS)).contains(REFILL);

    pass(REFILL.minusNanos(1));
    assertThat(limiter.waitFor(ADDRESS)).contains(Duration.ofNanos(1));

    pass(Duration.ofNanos(1));
    assertThat(limiter.waitFor(ADDRESS)).isEmpty();

    fail(1);
    assertThat(limiter.waitFor(ADDRESS)).contains(REFILL);
  }

  @Test
  void failuresBeyondTheLimit_addNoWait() {
    fail(10 * FailedTokenRateLimiter.BURST);

    assertThat(limiter.waitFor(ADDRESS)).contains(REFILL);
  }

  @Test
  void addressWithoutFailures_getsTheWholeLimitBack() {
    fail(FailedTokenRateLimiter.BURST);

    pass(REFILL.multipliedBy(FailedTokenRateLimiter.BURST));
    fail(FailedTokenRateLimiter.BURST - 1);

    assertThat(limiter.waitFor(ADDRESS)).isEmpty();
  }

  @Test
  void otherAddress_isNotLimited() {
    fail(FailedTokenRateLimiter.BURST);

    assertThat(limiter.waitFor("192.0.2.2")).isEmpty();
  }

  @Test
  void rankAfterFailure_countsAttempts() {
    fail(1);
    assertThat(limiter.rank(ADDRESS)).isEqualTo(2);
    assertThat(limiter.rank(ADDRESS)).isEqualTo(3);
    assertThat(limiter.rank(ADDRESS)).isEqualTo(4);
    assertThat(limiter.rank("192.0.2.2")).isZero();

    pass(REFILL.multipliedBy(2));

    assertThat(limiter.rank(ADDRESS)).isEqualTo(3);
  }

  @Test
  void rankWithoutFailure_isAtMostOne() {
    fail(1);
    pass(REFILL.multipliedBy(FailedTokenRateLimiter.BURST));

    assertThat(limiter.rank(ADDRESS)).isZero();
    for (int n = 0; n < 100; n++) {
      assertThat(limiter.rank(ADDRESS)).isOne();
    }
  }

  @Test
  void validToken_takesBackOneRank() {
    fail(1);
    limiter.rank(ADDRESS);
    limiter.rank(ADDRESS);
    limiter.recordSuccess(ADDRESS);

    assertThat(limiter.rank(ADDRESS)).isEqualTo(3);
  }

  @Test
  void addressWithoutFailures_isDiscardedAtOnce() {
    limiter.rank(ADDRESS);
    limiter.rank(ADDRESS);
    limiter.recordSuccess(ADDRESS);
    assertThat(limiter.isEmpty()).isFalse();

    limiter.recordSuccess(ADDRESS);
    assertThat(limiter.isEmpty()).isTrue();

    limiter.recordFailure(ADDRESS);
    limiter.rank(ADDRESS);
    limiter.recordSuccess(ADDRESS);
    assertThat(limiter.isEmpty()).isFalse();
  }

  @Test
  void checks_doNotProlongAnAccount() {
    fail(1);
    pass(REFILL.multipliedBy(FailedTokenRateLimiter.BURST).minusNanos(1));
    assertThat(limiter.waitFor(ADDRESS)).isEmpty();
    assertThat(limiter.addresses()).isOne();

    pass(Duration.ofNanos(1));
    assertThat(limiter.addresses()).isZero();
  }

  @Test
  void rank_countsNoFailure() {
    for (int n = 0; n < 10 * FailedTokenRateLimiter.BURST; n++) {
      limiter.rank(ADDRESS);
    }

    assertThat(limiter.waitFor(ADDRESS)).isEmpty();
  }

  @Test
  void manyAddresses_areBounded() {
    for (int n = 0; n < 2 * FailedTokenRateLimiter.MAX_ADDRESSES; n++) {
      String address = "10." + n / 65536 + "." + n / 256 % 256 + "." + n % 256;
      if (n % 2 == 0) {
        limiter.recordFailure(address);
      } else {
        limiter.rank(address);
      }
    }

    assertThat(limiter.addresses()).isEqualTo(FailedTokenRateLimiter.MAX_ADDRESSES);
  }

  @Test
  void idleAddress_isDiscarded() {
    fail(FailedTokenRateLimiter.BURST);
    assertThat(limiter.addresses()).isEqualTo(1);

    pass(REFILL.multipliedBy(FailedTokenRateLimiter.BURST));

    assertThat(limiter.addresses()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8:1:2::1", "2001:DB8:1:2:ffff:1:2:3", "2001:db8:1:2::1%eth0"})
  void addressesOfIpv6Network_shareOneLimit(String other) {
    for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
      limiter.recordFailure("2001:db8:1:2:0:0:0:9");
    }

    assertThat(limiter.waitFor(other)).isPresent();
    assertThat(limiter.waitFor("2001:db8:1:3::9")).isEmpty();
  }
}
