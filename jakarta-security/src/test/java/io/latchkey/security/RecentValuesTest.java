package io.latchkey.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RecentValuesTest {
  private final List<String> made = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private Function<String, String> maker = key -> key + "!";
  private final RecentValues<String, String> values =
      new RecentValues<>(
          2,
          key -> {
            made.add(key);
            return maker.apply(key);
          },
          closed::add);

  /** Fails instead of waiting forever. */
  private String onAnotherThread(String key) {
    return CompletableFuture.supplyAsync(() -> values.get(key))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void valueOfAKey_isMadeOnce() {
    assertThat(values.get("a")).isEqualTo("a!");
    assertThat(values.get("a")).isEqualTo("a!");

    assertThat(made).containsExactly("a");
  }

  @Test
  void leastRecentValue_isClosed() {
    values.get("a");
    values.get("b");
    values.get("a");

    values.get("c");

    assertThat(closed).containsExactly("b!");
    values.close();
    assertThat(closed).containsExactly("b!", "a!", "c!");
  }

  @Test
  void valueBeingMade_doesNotDelayOtherKeys() {
    values.get("a");
    maker = key -> onAnotherThread("a");

    assertThat(values.get("b")).isEqualTo("a!");
  }

  @Test
  void valueBeingClosed_doesNotDelayOtherKeys() {
    List<String> seen = new ArrayList<>();
    AtomicValues inner = new AtomicValues(seen);

    inner.values.get("a");
    inner.values.get("b");

    assertThat(seen).containsExactly("b");
  }

  /** Closing a value asks for another one on another thread. */
  private static final class AtomicValues {
    private final RecentValues<String, String> values;

    AtomicValues(List<String> seen) {
      values = new RecentValues<>(1, key -> key, closed -> seen.add(other()));
    }

    private String other() {
      return CompletableFuture.supplyAsync(() -> values.get("b"))
          .orTimeout(60, TimeUnit.SECONDS)
          .join();
    }
  }

  @Test
  void droppedWhileItIsMade_isClosedAfterwards() {
    maker =
        key -> {
          maker = other -> other + "!";
          onAnotherThread("b");
          onAnotherThread("c");
          return key + "!";
        };

    assertThat(values.get("a")).isEqualTo("a!");

    assertThat(closed).containsExactly("a!");
  }

  @Test
  void failure_isThrownAndTriedAgain() {
    maker =
        key -> {
          throw new IllegalArgumentException("for the test");
        };
    assertThatThrownBy(() -> values.get("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("for the test");
    maker = key -> key + "?";

    assertThat(values.get("a")).isEqualTo("a?");
  }
}
