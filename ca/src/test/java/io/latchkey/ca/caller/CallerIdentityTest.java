package io.latchkey.ca.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CallerIdentityTest {
  private static final String NETWORK = "192.0.2.1";

  private static CallerRestrictions component(String first) {
    return new CallerRestrictions(
        List.of(
            new CallerRestrictions.Segment(
                first, Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty())));
  }

  private static String key(String kind, String name, String network) {
    return new CallerIdentity(kind, name).limitKey(CallerRestrictions.NONE, network);
  }

  @Test
  void limits_countKindAndName() {
    assertThat(key("psk", "alice", NETWORK))
        .isEqualTo(key("psk", "alice", "192.0.2.2"))
        .isNotEqualTo(key("psk", "bob", NETWORK))
        .isNotEqualTo(key("public-key", "alice", NETWORK));
    assertThat(key("a", "bc", NETWORK)).isNotEqualTo(key("ab", "c", NETWORK));
  }

  @Test
  void limits_countCallersWithoutNameByNetwork() {
    assertThat(key("psk", "service", NETWORK))
        .isEqualTo(key("psk", "service", NETWORK))
        .isNotEqualTo(key("psk", "service", "192.0.2.2"))
        .isNotEqualTo(key("public-key", "service", NETWORK))
        .isNotEqualTo(key("psk", "service" + NETWORK, NETWORK));
  }

  @Test
  void limits_countComponentKeysByTheFirstName() {
    CallerIdentity worker = new CallerIdentity("component", "service/w");

    assertThat(worker.limited(component("service")))
        .isEqualTo(new CallerIdentity("component", "service"));
    assertThat(worker.limitKey(component("service"), NETWORK))
        .isEqualTo(key("component", "service", "192.0.2.2"))
        .isNotEqualTo(key("psk", "service", NETWORK));
    assertThat(worker.limited(CallerRestrictions.NONE)).isEqualTo(worker);
  }

  @Test
  void longNames_haveShortKeys() {
    assertThat(key("psk", "a".repeat(10_000), NETWORK))
        .hasSizeLessThan(300)
        .isNotEqualTo(key("psk", "a".repeat(10_001), NETWORK));
  }
}
