package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.ClientException;
import io.latchkey.client.RejectedExceptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetriedCallTest {
  private final List<Duration> pauses = new ArrayList<>();
  private int calls;

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private String busyUntil(int success, Duration retryAfter) throws ClientException {
    calls++;
    if (calls < success) {
      throw RejectedExceptions.busy(Optional.of(retryAfter));
    }
    return "done";
  }

  @Test
  void busyServer_isCalledAgainAfterRetryAfter() throws Exception {
    Duration wait = Duration.ofSeconds(7);

    String result = RetriedCall.of(new Output(), () -> busyUntil(3, wait), pauses::add);

    assertThat(result).isEqualTo("done");
    assertThat(pauses).containsExactly(wait, wait);
  }

  @Test
  void fourFailures_throwTheLast() {
    assertThatThrownBy(
            () -> RetriedCall.of(new Output(), () -> busyUntil(5, Duration.ZERO), pauses::add))
        .isInstanceOf(ClientException.class);
    assertThat(calls).isEqualTo(4);
    assertThat(pauses).hasSize(3);
  }

  @Test
  void failureWithoutRetryAfter_isNotRetried() {
    assertThatThrownBy(
            () ->
                RetriedCall.of(
                    new Output(),
                    () -> {
                      throw RejectedExceptions.busy(Optional.empty());
                    },
                    pauses::add))
        .isInstanceOf(ClientException.class);
    assertThat(pauses).isEmpty();
  }

  @Test
  void interrupt_endsTheWait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () -> RetriedCall.of(new Output(), () -> busyUntil(2, Duration.ofSeconds(30))))
        .isInstanceOf(InterruptedException.class);
    assertThat(calls).isEqualTo(1);
  }
}
