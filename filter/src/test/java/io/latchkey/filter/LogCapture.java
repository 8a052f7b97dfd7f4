package io.latchkey.filter;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Captures all log lines at all levels while it is open. */
public final class LogCapture extends Handler implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OURS = Logger.getLogger("io.latchkey");

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();

  private LogCapture() {
    setLevel(Level.ALL);
  }

  public static LogCapture open() {
    LogCapture capture = new LogCapture();
    ROOT.addHandler(capture);
    OURS.setLevel(Level.ALL);
    return capture;
  }

  public List<String> lines() {
    return records.stream().map(formatter::format).toList();
  }

  /** The level of each line that has this text; SLF4J's {@code DEBUG} is {@code FINE} here. */
  public List<Level> levelsOf(String text) {
    return records.stream()
        .filter(line -> formatter.formatMessage(line).contains(text))
        .map(LogRecord::getLevel)
        .toList();
  }

  @Override
  public void publish(LogRecord line) {
    records.add(line);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.removeHandler(this);
    OURS.setLevel(null);
  }
}
