package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {
  private final AtomicLong nanos = new AtomicLong();
  private final LogLimit limit = new LogLimit(nanos::get);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void oneReasonAndAddress_getOneLineEachInterval() {
    assertThat(limit.next("signature", "192.0.2.1")).hasValue(0);
    assertThat(limit.next("signature", "192.0.2.1")).isEmpty();
    assertThat(limit.next("signature", "192.0.2.1")).isEmpty();

    pass(Duration.ofSeconds(LogLimit.INTERVAL_SECONDS));

    assertThat(limit.next("signature", "192.0.2.1")).hasValue(2);
  }

  @Test
  void otherReasonOrAddress_hasItsOwnLine() {
    limit.next("signature", "192.0.2.1");

    assertThat(limit.next("expired", "192.0.2.1")).isPresent();
    assertThat(limit.next("signature", "192.0.2.2")).isPresent();
  }

  @Test
  void addressesOfOneIpv6Network_shareTheirLine() {
    limit.next("signature", "2001:db8::1");

    assertThat(limit.next("signature", "2001:db8::2")).isEmpty();
  }

  @Test
  void manyAddresses_haveABoundTogether() {
    int written = 0;
    for (int n = 0; n < 100_000; n++) {
      if (limit
          .next("signature", "10." + n / 65536 + "." + n / 256 % 256 + "." + n % 256)
          .isPresent()) {
        written++;
      }
    }

    assertThat(written).isEqualTo(LogLimit.BURST);
    assertThat(limit.next("signature", "192.0.2.1")).isEmpty();
    pass(Duration.ofMillis(LogLimit.REFILL_MILLIS));
    assertThat(limit.next("signature", "192.0.2.1")).hasValue(100_000 - LogLimit.BURST + 1);
    assertThat(limit.next("signature", "192.0.2.2")).isEmpty();
  }
}
