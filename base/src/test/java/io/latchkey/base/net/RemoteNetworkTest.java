package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteNetworkTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "::ffff:192.0.2.7, 192.0.2.7",
    "0:0:0:0:0:0:0:1, 0000000000000000",
    "::1, 0000000000000000",
    "2001:db8::1, 20010db800000000",
    "2001:db8:1:2:3:4:5:6, 20010db800010002",
    "fe80::1%eth0, fe80000000000000",
  })
  void address_isItselfOrItsNetwork(String address, String network) {
    assertThat(RemoteNetwork.of(address)).isEqualTo(network);
  }

  @Test
  void missingAddress_isANetworkOfItsOwn() {
    assertThat(RemoteNetwork.of(null)).isEqualTo(RemoteNetwork.of(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host.example:80",
        ":",
        "1:2",
        "[::1",
        "::1]",
        "[192.0.2.1]",
        "[[::1]]",
        "beef:example",
        "::1::2",
        ":::::",
        "localhost",
        "192.0.2.256",
        "192.0.2",
        "192.0.2.1 x",
        "any text"
      })
  void textThatIsNoAddress_hasOneKey(String address) {
    assertThat(RemoteNetwork.of(address)).isEqualTo("unknown");
  }

  @Test
  void addressInBrackets_isTheAddress() {
    assertThat(RemoteNetwork.of("[2001:db8:0:0:0:0:0:1]"))
        .isEqualTo(RemoteNetwork.of("2001:db8::1"));
    assertThat(RemoteNetwork.of("[2001:db8:0:1:0:0:0:1]"))
        .isNotEqualTo(RemoteNetwork.of("2001:db8::1"));
  }
}
