package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class OneLineFormatterTest {
  private final OneLineFormatter formatter = new OneLineFormatter();

  @Test
  void message_isOneLineWithTimeLevelAndLogger() {
    LogRecord record = new LogRecord(Level.WARNING, "it is late");
    record.setLoggerName("io.latchkey.server.Clock");

    assertThat(formatter.format(record))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARNING Clock: it is late\\R");
  }

  @Test
  void lineEndInAMessage_isEscaped() {
    LogRecord record = new LogRecord(Level.INFO, "name a\nINFO forged\r\u2028\u001b[31m");

    assertThat(formatter.format(record).strip().lines()).hasSize(1);
    assertThat(formatter.format(record)).contains("a\\u000aINFO forged\\u000d\\u2028\\u001b[31m");
  }

  @Test
  void exception_isOnTheSameLineWithItsCauses() {
    LogRecord record = new LogRecord(Level.SEVERE, "failed");
    record.setThrown(
        new IllegalStateException("outer\nline", new IllegalArgumentException("inner")));

    assertThat(formatter.format(record).strip().lines())
        .singleElement()
        .asString()
        .contains("IllegalStateException: outer\\u000aline | at ")
        .contains("| caused by java.lang.IllegalArgumentException: inner");
  }
}
