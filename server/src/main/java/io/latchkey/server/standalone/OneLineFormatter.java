package io.latchkey.server.standalone;

import io.latchkey.base.text.Printable;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * Formats each log record as one line. Line ends in a message, which may come from a caller, are
 * escaped, so that they cannot forge another record.
 */
final class OneLineFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(160);
    TIME.formatTo(record.getInstant(), line);
    line.append(' ').append(record.getLevel().getName());
    line.append(' ').append(simpleName(record.getLoggerName())).append(": ");
    line.append(escaped(formatMessage(record)));
    if (record.getThrown() != null) {
      appendThrown(line, record.getThrown());
    }
    return line.append(System.lineSeparator()).toString();
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
