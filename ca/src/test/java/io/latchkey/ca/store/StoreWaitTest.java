package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class StoreWaitTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void response_isReturnedOrItsExceptionThrown() throws Exception {
    IllegalStateException problem = new IllegalStateException();

    assertThat(StoreWait.get(CompletableFuture.completedFuture("x"), LONG)).isEqualTo("x");
    assertThatThrownBy(() -> StoreWait.get(CompletableFuture.failedFuture(problem), LONG))
        .isInstanceOf(ExecutionException.class)
        .hasCause(problem);
  }

  @Test
  void missingResponse_timesOut() {
    assertThatThrownBy(() -> StoreWait.get(new CompletableFuture<>(), Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void interruptedThread_waitsAndStaysInterrupted() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> StoreWait.get(new CompletableFuture<>(), Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
