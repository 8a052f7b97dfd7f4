package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "h.local",
        "H.Local",
        "a-b.example.org",
        "xn--bcher-kva.example",
        "*.example.org",
        "*.local",
        "1.example",
        "10-0-0-1.pod",
        "3com"
      })
  void dnsName_isRead(String text) {
    assertThat(DnsName.parse(text)).contains(new DnsName(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "*",
        "*.",
        "a.",
        ".a",
        "a..b",
        "-a.b",
        "a-.b",
        "a_b.example",
        "bad name",
        "a.*.b",
        "a.*",
        "f*.example",
        "**.example",
        "*.*.example",
        "bücher.example",
        "10.0.0.1",
        "1",
        "a.1",
        "a.b\n",
        "a/b",
        "a:443",
        "h.local\u0000.evil"
      })
  void otherText_isEmpty(String text) {
    assertThat(DnsName.parse(text)).isEmpty();
  }

  @Test
  void lengths_areBoundedByRfc1034() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));

    assertThat(longest).hasSize(253);
    assertThat(DnsName.parse(longest)).isPresent();
    assertThat(DnsName.parse(longest + "a")).isEmpty();
    assertThat(DnsName.parse(label + "a")).isEmpty();
  }

  @Test
  void longBadName_isRejectedFast() {
    assertThat(DnsName.parse("a-".repeat(126) + "!")).isEmpty();
  }
}
