package io.latchkey.sample.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnNamesTest {
  @Test
  void thisMachine_isReachedByLoopbackAndLocalhost() {
    OwnNames names = OwnNames.ofThisMachine(Optional.empty());

    assertThat(names.dns()).contains("localhost");
    assertThat(names.addresses()).contains("127.0.0.1", "::1").hasSizeLessThan(40);
    assertThat(names.addresses()).noneMatch(address -> address.contains("%"));
    assertThat(names.addresses()).noneMatch(address -> address.startsWith("fe80"));
  }

  @Test
  void hostToListenOn_isTheFirstName() {
    assertThat(OwnNames.ofThisMachine(Optional.of("CA.example.org")).dns())
        .first()
        .isEqualTo("ca.example.org");
    assertThat(OwnNames.ofThisMachine(Optional.of("192.0.2.7")).dns()).doesNotContain("192.0.2.7");
  }

  @Test
  void refusedAddress_isFoundInAnyOfItsForms() {
    OwnNames names = new OwnNames(Set.of("localhost"), Set.of("2001:db8:0:0:0:0:0:1", "::1"));

    assertThat(names.contains("2001:db8::1")).isTrue();
    assertThat(names.without("2001:db8::1").addresses()).containsExactly("::1");
    assertThat(names.without("LOCALHOST").dns()).isEmpty();
    assertThat(names.contains("elsewhere")).isFalse();
  }
}
