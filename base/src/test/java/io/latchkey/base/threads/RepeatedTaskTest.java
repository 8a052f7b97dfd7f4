package io.latchkey.base.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepeatedTaskTest {
  private final Exception success = new Exception("no failure");

  private final Deque<Throwable> results = new ArrayDeque<>();
  private final List<@Nullable String> reports = new ArrayList<>();

  private RepeatedTask task() {
    return new RepeatedTask(
        this::next, failure -> reports.add(failure.getMessage()), () -> reports.add("recovered"));
  }

  private void next() throws Exception {
    Throwable result = results.remove();
    if (result instanceof Error error) {
      throw error;
    }
    if (result instanceof Exception failure && failure != success) {
      throw failure;
    }
  }

  @Test
  void failuresInARow_areReportedOnce() {
    RepeatedTask task = task();
    Collections.addAll(
        results,
        success,
        new NoClassDefFoundError("first"),
        new IOException("second"),
        success,
        success,
        new IllegalStateException("third"));

    while (!results.isEmpty()) {
      task.run();
    }

    assertThat(reports).containsExactly("first", "recovered", "third");
  }

  @Test
  void failuresOfTheReport_areNotThrown() {
    RepeatedTask task =
        new RepeatedTask(
            () -> {
              throw new IllegalStateException("for the test");
            },
            failure -> {
              throw new OutOfMemoryError("for the test");
            },
            () -> {});

    assertThatCode(task::run).doesNotThrowAnyException();
    assertThatCode(task::run).doesNotThrowAnyException();
  }

  @Test
  void failuresOfNamedTask_areNotThrown() {
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
