package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5952: how an address is written. */
class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "::1, ::1",
    "::, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "fe80::, fe80::",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8"
  })
  void toString_isTheFormOfRfc5952(String literal, String expected) {
    assertThat(IpAddress.parse(literal)).map(IpAddress::toString).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.4.",
        "010.0.0.1",
        "1.2.3.04",
        "1.2.3.4/8",
        ":",
        ":::",
        "1::2::3",
        "fe80::1%eth0",
        "[::1]",
        "12345::",
        "cafe",
        ".:",
        ".::1",
        "beef:example"
      })
  void otherText_isEmpty(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::1, ::1",
    "fe80::1%eth0, fe80::1%eth0",
    "fe80:0:0:0:0:0:0:1%wlan-0.1_2, fe80:0:0:0:0:0:0:1%wlan-0.1_2",
    "[2001:db8:0:0:0:0:0:1], 2001:db8:0:0:0:0:0:1",
    "[fe80::1%eth0], fe80::1%eth0"
  })
  void addressOfConnection_hasNoBrackets(String text, String literal) {
    assertThat(IpAddress.remoteLiteral(text)).contains(literal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "unknown",
        "::1 x",
        "fe80::1%",
        "fe80::1%a b",
        "fe80::1%a\nb",
        "%a",
        "[",
        "[]",
        "[::1",
        "[192.0.2.1]",
        "[::1]:80",
        "[[::1]]"
      })
  void otherText_isNoAddressOfConnection(String text) {
    assertThat(IpAddress.remoteLiteral(text)).isEmpty();
  }

  @Test
  void longZone_isNoAddressOfConnection() {
    assertThat(IpAddress.remoteLiteral("fe80::1%" + "a".repeat(64))).isPresent();
    assertThat(IpAddress.remoteLiteral("fe80::1%" + "a".repeat(65))).isEmpty();
  }

  @Test
  void of_acceptsFourOrSixteenBytes() {
    for (int length = 0; length <= 32; length++) {
      assertThat(IpAddress.of(new byte[length]).isPresent()).isEqualTo(length == 4 || length == 16);
    }
  }

  @Test
  void mappedAddress_keepsItsBytes() {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 1;
    IpAddress address = IpAddress.of(mapped).orElseThrow();

    assertThat(address.bytes()).isEqualTo(mapped);
    assertThat(address.unmapped()).hasToString("10.0.0.1");
    assertThat(address.unmapped().unmapped()).isEqualTo(address.unmapped());
    assertThat(address).hasToString("::ffff:10.0.0.1");
  }
}
