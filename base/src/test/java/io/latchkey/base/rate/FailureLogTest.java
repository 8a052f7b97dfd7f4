package io.latchkey.base.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.latchkey.base.testing.CollectedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {
  private static final Logger LOGGER = Logger.getLogger(FailureLogTest.class.getName());

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // nanoTime may overflow
  private final FailureLog failures =
      new FailureLog(LoggerFactory.getLogger(FailureLogTest.class), "It failed", nanos::get);
  @AutoClose private final CollectedLog log = CollectedLog.of(FailureLogTest.class.getName());

  private void fail(String message) {
    failures.guard(
        () -> {
          throw new IllegalStateException(message);
        });
  }

  @Test
  void failures_areLoggedOncePerMinute() {
    fail("a");
    fail("b");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    fail("c");
    nanos.addAndGet(1);
    fail("d");
    fail("e");

    assertThat(log.messages())
        .containsExactly(
            "It failed; 0 earlier failures are not logged",
            "It failed; 2 earlier failures are not logged");
    assertThat(log.failures()).extracting(Throwable::getMessage).containsExactly("a", "d");
  }

  @Test
  void errors_areLoggedToo() {
    failures.guard(
        () -> {
          throw new StackOverflowError("as the test wants it");
        });

    assertThat(log.messages()).containsExactly("It failed; 0 earlier failures are not logged");
    assertThat(log.failures()).singleElement().isInstanceOf(StackOverflowError.class);
  }

  @Test
  void codeWithoutFailure_isNotLogged() {
    List<String> ran = new ArrayList<>();

    failures.guard(() -> ran.add("code"));

    assertThat(ran).containsExactly("code");
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void failuresOfTheLog_areNotThrown() {
    Handler broken =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            throw new OutOfMemoryError("as the test wants it");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    LOGGER.addHandler(broken);
    try {
      assertThatCode(() -> fail("a")).doesNotThrowAnyException();
    } finally {
      LOGGER.removeHandler(broken);
    }
    assertThat(log.messages()).hasSize(1);
  }
}
