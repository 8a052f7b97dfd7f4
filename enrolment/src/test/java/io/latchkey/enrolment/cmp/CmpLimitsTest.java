package io.latchkey.enrolment.cmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CmpLimitsTest {
  private static OptionalInt requests(OptionalInt signatures) {
    return CmpLimits.of(Duration.ofMinutes(5), signatures).requestsPerHour();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3000",
    "600, 3000",
    "601, 3005",
    "429496729, 2147483645",
    "429496730, 2147483647",
    "2147483647, 2147483647"
  })
  void requests_areFiveForEachSignature(int signatures, int expected) {
    assertThat(requests(OptionalInt.of(signatures))).hasValue(expected);
  }

  @Test
  void unlimitedSignatures_limitNoRequests() {
    assertThat(requests(OptionalInt.empty())).isEmpty();
  }
}
