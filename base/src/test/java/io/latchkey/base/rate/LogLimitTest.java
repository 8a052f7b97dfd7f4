package io.latchkey.base.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {
  private final AtomicLong nanos = new AtomicLong();
  private final LogLimit limit = new LogLimit(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private OptionalLong next(String reason, String address) {
    return limit.next(reason, Optional.of(address));
  }

  @Test
  void reasonAndAddress_getOneLinePerInterval() {
    assertThat(next("signature", "192.0.2.1")).hasValue(0);
    assertThat(next("signature", "192.0.2.1")).isEmpty();
    assertThat(next("signature", "192.0.2.1")).isEmpty();

    pass(Duration.ofSeconds(LogLimit.INTERVAL_SECONDS));

    assertThat(next("signature", "192.0.2.1")).hasValue(2);
  }

  @Test
  void otherReasonOrAddress_hasItsOwnLine() {
    next("signature", "192.0.2.1");

    assertThat(next("expired", "192.0.2.1")).isPresent();
    assertThat(next("signature", "192.0.2.2")).isPresent();
  }

  @Test
  void addressesOfIpv6Network_shareOneLine() {
    next("signature", "2001:db8::1");

    assertThat(next("signature", "2001:db8::2")).isEmpty();
  }

  /** The n-th address of a flood. */
  private OptionalLong nextOf(int n) {
    return next("signature", "10." + n / 65536 + "." + n / 256 % 256 + "." + n % 256);
  }

  @Test
  void memoryForAddresses_isBoundedByLines() {
    long linesOfAnInterval =
        LogLimit.BURST
            + Duration.ofSeconds(LogLimit.INTERVAL_SECONDS).toMillis() / LogLimit.REFILL_MILLIS;

    for (int n = 0; n < 100_000; n++) {
      nextOf(n);
      if (n % 100 == 0) {
        pass(Duration.ofMillis(LogLimit.REFILL_MILLIS));
        assertThat(limit.remembered()).isBetween(1, (int) linesOfAnInterval);
      }
    }
  }

  @Test
  void manyAddresses_haveABoundTogether() {
    int written = 0;
    for (int n = 0; n < 100_000; n++) {
      if (nextOf(n).isPresent()) {
        written++;
      }
    }

    assertThat(written).isEqualTo(LogLimit.BURST);
    assertThat(next("signature", "192.0.2.1")).isEmpty();
    pass(Duration.ofMillis(LogLimit.REFILL_MILLIS));
    assertThat(next("signature", "192.0.2.1")).hasValue(100_000 - LogLimit.BURST + 1);
    assertThat(next("signature", "192.0.2.2")).isEmpty();
  }
}
