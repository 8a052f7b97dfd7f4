package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.io.SharedReloadables.Use;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SharedReloadablesTest {
  private final SharedReloadables<String, Integer> shared = new SharedReloadables<>();
  private final AtomicInteger made = new AtomicInteger();

  private Use<Integer> open(String key) {
    return shared.open(key, this::reloadable);
  }

  private Reloadable<Integer> reloadable() {
    return Reloadable.of(
        "values",
        new FilePoller(Duration.ofDays(1)),
        new ReloadableFiles(IllegalArgumentException.class),
        before -> made.incrementAndGet());
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

  /** As with a file system that hangs. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void makerThatRuns_delaysNoOtherKey() throws Exception {
    Use<Integer> other = open("other");
    shared.open(
        "psk",
        () -> {
          inAnotherThread(other::close);
          inAnotherThread(() -> open("third"));
          return reloadable();
        });

    assertThat(made).hasValue(3);
    assertThat(open("other").value()).isNotSameAs(other.value());
  }

  private static void inAnotherThread(Runnable code) {
    CompletableFuture.runAsync(code).orTimeout(1, TimeUnit.MINUTES).join();
  }

  @Test
  void usersThatWait_shareTheValue() throws Exception {
    CompletableFuture<Use<Integer>> second = new CompletableFuture<>();

    Use<Integer> first =
        shared.open(
            "psk",
            () -> {
              startWaiting(second);
              return reloadable();
            });

    assertThat(second.join().value()).isSameAs(first.value());
    first.close();
    assertThat(open("psk").value()).isSameAs(first.value());
    assertThat(made).hasValue(1);
  }

  @Test
  void failedValue_isMadeByWaitingUser() throws Exception {
    CompletableFuture<Use<Integer>> second = new CompletableFuture<>();

    assertThatThrownBy(
            () ->
                shared.open(
                    "psk",
                    () -> {
                      startWaiting(second);
                      throw new IllegalArgumentException("bad");
                    }))
        .hasMessage("bad");

    assertThat(second.join().value().get()).isEqualTo(1);
    assertThat(open("psk").value()).isSameAs(second.join().value());
  }

  private void startWaiting(CompletableFuture<Use<Integer>> user) {
    Thread thread = new Thread(() -> user.complete(open("psk")), "waits for the value");
    thread.start();
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }
}
