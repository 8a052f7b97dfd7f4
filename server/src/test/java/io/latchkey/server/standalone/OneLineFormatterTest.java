package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class OneLineFormatterTest {
  private final OneLineFormatter formatter = new OneLineFormatter();

  @Test
  void message_isLineWithTimeLevelAndLogger() {
    LogRecord record = new LogRecord(Level.WARNING, "it is late");
    record.setLoggerName("io.latchkey.server.Clock");

    assertThat(formatter.format(record))
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ WARNING Clock: it is late\\R");
  }

  @Test
  void time_isThatOfEachRecord() {
    DateTimeFormatter expected =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX")
            .withZone(ZoneId.systemDefault());
    for (String time :
        List.of(
            "1970-01-01T00:00:00Z",
            "2026-02-28T23:59:59.999999999Z",
            "2026-03-01T00:00:00.007Z",
            "2026-03-01T00:00:00.050Z",
            "2026-02-28T23:59:59.100Z",
            "2026-08-01T12:00:00Z")) {
      LogRecord record = new LogRecord(Level.INFO, "text");
      record.setInstant(Instant.parse(time));

      assertThat(formatter.format(record))
          .startsWith(expected.format(Instant.parse(time)) + " INFO ");
    }
  }

  @Test
  void lineEndInAMessage_isEscaped() {
    LogRecord record = new LogRecord(Level.INFO, "name a\nINFO forged\r\u2028\u001b[31m");

    assertThat(formatter.format(record).strip().lines()).hasSize(1);
    assertThat(formatter.format(record)).contains("a\\u000aINFO forged\\u000d\\u2028\\u001b[31m");
  }

  @Test
  void exception_isOnSameLineWithCauses() {
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
