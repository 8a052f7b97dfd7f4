package io.latchkey.enrolment.acme;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.enrolment.AcmeRecords.Limit;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcmeLimitsTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1200",
    "600, 1200",
    "601, 1202",
    "25000, 50000",
    "25001, 50000",
    "2147483647, 50000"
  })
  void orders_areTwiceTheRateWithinBounds(int rate, long orders) {
    assertThat(AcmeLimits.of(OptionalInt.of(rate)).orders())
        .isEqualTo(new Limit(orders, orders * 2048));
  }

  @Test
  void ordersWithoutRate_areLimited() {
    AcmeLimits limits = AcmeLimits.of(OptionalInt.empty());

    assertThat(limits.orders()).isEqualTo(new Limit(50_000, 50_000 * 2048));
    assertThat(limits.requestsPerHour()).isEmpty();
  }

  @Test
  void requests_followTheRate() {
    assertThat(AcmeLimits.of(OptionalInt.of(100_000)).requestsPerHour()).hasValue(2_000_000);
    assertThat(AcmeLimits.of(OptionalInt.of(Integer.MAX_VALUE)).requestsPerHour())
        .hasValue(Integer.MAX_VALUE);
  }
}
