package io.latchkey.filter.warn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class ApplicationWarningsTest {
  private final Logger logger = Logger.getLogger(ApplicationWarnings.class.getName());

  /** A log that fails at the first line. */
  private static final class FailingOnce extends Handler {
    private final List<String> lines = new ArrayList<>();
    private boolean failed;

    @Override
    public void publish(LogRecord line) {
      if (!failed) {
        failed = true;
        throw new IllegalStateException("for the test");
      }
      lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void warningThatLogRejected_isLoggedOnceLater() {
    ApplicationWarnings warnings = new ApplicationWarnings();
    FailingOnce log = new FailingOnce();
    logger.addHandler(log);
    try {
      assertThatThrownBy(() -> warnings.once("A setting is weak"))
          .isInstanceOf(IllegalStateException.class);

      warnings.once("A setting is weak");
      warnings.once("A setting is weak");
    } finally {
      logger.removeHandler(log);
    }

    assertThat(log.lines).containsExactly("A setting is weak");
  }
}
