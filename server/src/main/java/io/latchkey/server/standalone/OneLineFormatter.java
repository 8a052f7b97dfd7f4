package io.latchkey.server.standalone;

import io.latchkey.base.text.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * Formats each log record as one line. Line ends in a message, which may come from a caller, are
 * escaped, so that they cannot forge another record.
 */
final class OneLineFormatter extends Formatter {
  private static final DateTimeFormatter SECOND = format("uuuu-MM-dd'T'HH:mm:ss");
  private static final DateTimeFormatter OFFSET = format("XXX");

  private volatile Second latest = Second.of(Instant.EPOCH);

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneId.systemDefault());
  }

  /** The text of a time, without its milliseconds. Most records have the second of the last one. */
  private record Second(long number, String text, String offset) {
    static Second of(Instant time) {
      return new Second(time.getEpochSecond(), SECOND.format(time), OFFSET.format(time));
    }
  }

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(160);
    appendTime(line, record.getInstant());
    line.append(' ').append(record.getLevel().getName());
    line.append(' ').append(simpleName(record.getLoggerName())).append(": ");
    line.append(escaped(formatMessage(record)));
    if (record.getThrown() != null) {
      appendThrown(line, record.getThrown());
    }
    return line.append(System.lineSeparator()).toString();
  }

  private void appendTime(StringBuilder line, Instant time) {
    Second second = latest;
    if (second.number() != time.getEpochSecond()) {
      second = Second.of(time);
      latest = second;
    }
    int millis = time.getNano() / 1_000_000;
    line.append(second.text()).append('.');
    line.append(millis < 100 ? "0" : "").append(millis < 10 ? "0" : "").append(millis);
    line.append(second.offset());
  }

  private static String simpleName(@org.jspecify.annotations.Nullable String logger) {
    return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static void appendThrown(StringBuilder line, Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      line.append(t == thrown ? " | " : " | caused by ");
      line.append(escaped(t.toString()));
      for (StackTraceElement frame : t.getStackTrace()) {
        line.append(" | at ").append(frame);
      }
    }
  }

  private static String escaped(String text) {
    return Printable.line(text, Integer.MAX_VALUE);
  }
}
