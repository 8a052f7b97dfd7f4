package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.net.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyAddressTest {
  @ParameterizedTest
  @CsvSource({
    "2130706433, 127.0.0.1",
    "0x7f000001, 127.0.0.1",
    "0x7f.1, 127.0.0.1",
    "127.1, 127.0.0.1",
    "1.2.3.255, 1.2.3.255",
    "4294967295, 255.255.255.255"
  })
  void number_isReadAsAnAddress(String text, String address) {
    assertThat(LegacyAddress.readings(text).map(IpAddress::toString)).containsExactly(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "0x",
        "0xg",
        "1.",
        ".1",
        "-1",
        "+1",
        "08.1x",
        "1.2.3.4.5",
        "1.2.3.256",
        "256.1",
        "4294967296",
        "99999999999999999999",
        "worker-1.example.org",
        "a.b",
        "1e3"
      })
  void textThatIsNoNumber_hasNoReading(String text) {
    assertThat(LegacyAddress.readings(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"010.1, 8.0.0.1, 10.0.0.1"})
  void leadingZero_hasTwoReadings(String text, String octal, String decimal) {
    assertThat(LegacyAddress.readings(text).map(IpAddress::toString))
        .containsExactly(octal, decimal);
  }
}
