package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SerialNumbersTest {
  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "f", "10", "7f", "80", "ff", "100", "8000", "fedcba9876543210"})
  void hex_isLowerCaseWithoutLeadingZeros(String hex) {
    assertThat(SerialNumbers.hex(new BigInteger(hex, 16))).isEqualTo(hex);
  }

  @Test
  void hexOfNewSerial_equalsItsNumber() {
    for (int n = 0; n < 100; n++) {
      BigInteger serial = SerialNumbers.next(Instant.EPOCH.plusSeconds(n));
      assertThat(SerialNumbers.hex(serial)).isEqualTo(serial.toString(16)).hasSize(40);
    }
  }
}
