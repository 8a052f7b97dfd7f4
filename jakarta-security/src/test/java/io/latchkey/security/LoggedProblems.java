package io.latchkey.security;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What Latchkey logs as an error, from when it is opened until it is closed. */
final class LoggedProblems extends Handler implements AutoCloseable {
  private static final Logger OURS = Logger.getLogger("io.latchkey");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();

  private LoggedProblems() {
    setLevel(Level.SEVERE);
  }

  static LoggedProblems open() {
    LoggedProblems problems = new LoggedProblems();
    OURS.addHandler(problems);
    return problems;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord line) {
    if (isLoggable(line)) {
      lines.add(formatter.formatMessage(line));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    OURS.removeHandler(this);
  }
}
