package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,      10.255.0.1,         true",
    "10.0.0.0/8,      11.0.0.1,           false",
    "10.0.0.0/8,      ::ffff:10.0.0.1,    true",
    "192.0.2.7,       192.0.2.7,          true",
    "192.0.2.7/32,    192.0.2.8,          false",
    "192.0.2.128/25,  192.0.2.127,        false",
    "0.0.0.0/0,       203.0.113.9,        true",
    "0.0.0.0/0,       2001:db8::1,        false",
    "2001:db8::/32,   2001:db8:ffff::1,   true",
    "2001:db8::/32,   2001:db9::1,        false",
    "::/0,            2001:db8::1,        true",
    "::/0,            10.0.0.1,           false",
    "::1,             ::1,                true",
    "::ffff:10.0.0.0/8, 10.1.2.3,          true",
  })
  void contains_comparesThePrefix(String block, String address, boolean held) {
    assertThat(CidrBlock.parse(block).contains(IpAddress.parse(address).orElseThrow()))
        .isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0/8",
        "010.0.0.0/8", "2001:db8::1/32", "::/129", "::/1/2", "example.org", "[::1]", "fe80::1%eth0"
      })
  void parse_rejectsOtherText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CidrBlock.parse(text))
        .withMessageStartingWith("'" + text + "' is not a block of IP addresses: ");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1/8, 10.0.0.0/8",
    "10.255.255.255/9, 10.128.0.0/9",
    "192.0.2.1/31, 192.0.2.0/31",
    "2001:db8::1/32, 2001:db8::/32",
    "ffff::/0, ::/0"
  })
  void bitsBeyondPrefix_areReportedWithBlock(String text, String block) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CidrBlock.parse(text))
        .withMessageEndingWith("; write " + block);
    assertThat(CidrBlock.parse(block)).isNotNull();
  }
}
