package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.io.SharedReloadables.Use;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedReloadablesTest {
  private final SharedReloadables<String, Integer> shared = new SharedReloadables<>();
  private final AtomicInteger made = new AtomicInteger();

  private Use<Integer> open(String key) {
    return shared.open(
        key,
        () ->
            Reloadable.of(
                "values",
                new FilePoller(Duration.ofDays(1)),
                new ReloadableFiles(IllegalArgumentException.class),
                before -> made.incrementAndGet()));
  }

  @Test
  void usersOfOneKey_shareTheValue() {
    Use<Integer> first = open("psk");
    Use<Integer> second = open("psk");
    Use<Integer> other = open("other");

    assertThat(second.value()).isSameAs(first.value());
    assertThat(other.value()).isNotSameAs(first.value());
    assertThat(made).hasValue(2);
  }

  @Test
  void value_endsWithItsLastUser() {
    Use<Integer> first = open("psk");
    Use<Integer> second = open("psk");
    Reloadable<Integer> value = first.value();

    first.close();
    first.close();
    value.reload("something has changed");
    assertThat(value.get()).isEqualTo(2);
    assertThat(open("psk").value()).isSameAs(value);
    second.close();
    value.reload("something has changed");
    assertThat(value.get()).isEqualTo(3);
  }

  @Test
  void lastUserGone_closesTheValue() {
    Use<Integer> only = open("psk");
    Reloadable<Integer> value = only.value();

    only.close();

    value.reload("something has changed");
    assertThat(value.get()).isEqualTo(1);
    assertThat(open("psk").value()).isNotSameAs(value);
  }

  @Test
  void valueThatCannotBeMade_leavesNoUser() {
    assertThatThrownBy(
            () ->
                shared.open(
                    "psk",
                    () -> {
                      throw new IllegalArgumentException("bad");
                    }))
        .hasMessage("bad");

    assertThat(open("psk").value().get()).isEqualTo(1);
  }
}
