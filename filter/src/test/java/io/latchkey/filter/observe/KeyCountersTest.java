package io.latchkey.filter.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyCountersTest {
  private final KeyCounters counters = new KeyCounters();

  @Test
  void keys_areCountedApart() {
    counters.increment("a");
    counters.increment("a");
    counters.increment("b");

    assertThat(counters.count("a")).isEqualTo(2);
    assertThat(counters.count("b")).isEqualTo(1);
    assertThat(counters.count("c")).isZero();
    assertThat(counters.total()).isEqualTo(3);
  }

  @Test
  void keysBeyondTheMaximum_shareOneCounter() {
    for (int n = 0; n < 10 * AuthenticationStatistics.MAX_KEYS; n++) {
      counters.increment("key-" + n);
    }

    List<String> named = new ArrayList<>();
    counters.forEach(named::add);
    assertThat(named).hasSize(AuthenticationStatistics.MAX_KEYS + 1);
    assertThat(counters.count(AuthenticationStatistics.OTHER_KEYS))
        .isEqualTo(9L * AuthenticationStatistics.MAX_KEYS);
  }

  @Test
  void listener_isCalledOnceForEachKey() {
    List<String> named = new ArrayList<>();
    counters.increment("a");
    counters.forEach(named::add);
    counters.increment("a");
    counters.increment("b");
    counters.increment("b");

    assertThat(named).containsExactly("a", "b");
  }
}
