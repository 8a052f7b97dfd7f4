package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnNamesTest {
  @Test
  void thisMachine_includesLoopbackAndLocalhost() {
    OwnNames names = OwnNames.ofThisMachine(List.of());

    assertThat(names.dns()).contains("localhost");
    assertThat(names.addresses()).contains("127.0.0.1", "::1").hasSizeLessThan(40);
    assertThat(names.addresses()).noneMatch(address -> address.contains("%"));
    assertThat(names.addresses()).noneMatch(address -> address.startsWith("fe80"));
  }

  @Test
  void configuredNames_areTheFirstNames() {
    assertThat(OwnNames.ofThisMachine(List.of("Node.example.org", "CA.example.org.")).dns())
        .startsWith("node.example.org", "ca.example.org");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 192.0.2.7",
    "::ffff:192.0.2.7, 192.0.2.7",
    "2001:db8::7, 2001:db8:0:0:0:0:0:7",
    "[2001:db8::7], 2001:db8:0:0:0:0:0:7",
    "fe80::1%1, fe80:0:0:0:0:0:0:1",
    "127.0.0.9, 127.0.0.9"
  })
  void configuredAddress_isNoDnsName(String host, String address) {
    OwnNames names = OwnNames.ofThisMachine(List.of(host));

    assertThat(names.addresses()).contains(address);
    assertThat(names.dns()).noneMatch(name -> name.contains(":") || name.startsWith("1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "[::]"})
  void wildcardAddress_isNotAName(String host) {
    assertThat(OwnNames.ofThisMachine(List.of(host))).isEqualTo(OwnNames.ofThisMachine(List.of()));
  }

  /** A resolver could return any address for them. */
  @ParameterizedTest
  @ValueSource(strings = {"1.2.3.4.5", "1.2.3", "010.0.0.1"})
  void malformedIpAddress_isDnsName(String host) {
    OwnNames names = OwnNames.ofThisMachine(List.of(host));

    assertThat(names.dns()).contains(host);
    assertThat(names.addresses()).doesNotContain("1.2.0.3", "10.0.0.1", "8.0.0.1");
    assertThat(OwnNames.isSame("1.2.0.3", host)).isFalse();
  }

  @Test
  void nameOrAddress_isFoundInAnyForm() {
    OwnNames names = new OwnNames(Set.of("localhost"), Set.of("2001:db8:0:0:0:0:0:1", "::1"));

    assertThat(names.contains("2001:db8::1")).isTrue();
    assertThat(names.without("2001:db8::1").addresses()).containsExactly("::1");
    assertThat(names.without("LOCALHOST").dns()).isEmpty();
    assertThat(names.contains("elsewhere")).isFalse();
  }
}
