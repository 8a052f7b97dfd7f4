package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThisHostTest {
  @Test
  void names_areDnsNamesInLowerCase() {
    assertThat(ThisHost.read().names())
        .allSatisfy(name -> assertThat(DnsName.parse(name)).map(DnsName::folded).contains(name))
        .doesNotHaveDuplicates();
  }

  @Test
  void addresses_areReachableFromOtherHosts() throws Exception {
    for (String text : ThisHost.read().addresses()) {
      InetAddress address = InetAddress.getByName(text);

      assertThat(address.isLoopbackAddress() || address.isLinkLocalAddress()).isFalse();
      assertThat(ThisHost.text(address)).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @CsvSource({"fe80::1%1, fe80:0:0:0:0:0:0:1", "127.0.0.1, 127.0.0.1"})
  void text_hasNoZone(String address, String text) throws Exception {
    assertThat(ThisHost.text(InetAddress.getByName(address))).isEqualTo(text);
  }
}
