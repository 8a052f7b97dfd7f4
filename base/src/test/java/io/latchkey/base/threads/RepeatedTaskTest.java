package io.latchkey.base.threads;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class RepeatedTaskTest {
  @Test
  void failures_areNotThrown() {
    RepeatedTask task =
        new RepeatedTask(
            "The test",
            () -> {
              throw new NoClassDefFoundError("as the test wants it");
            });

    assertThatCode(task::run).doesNotThrowAnyException();
    assertThatCode(task::run).doesNotThrowAnyException();
  }
}
