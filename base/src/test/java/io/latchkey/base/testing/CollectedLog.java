package io.latchkey.base.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Collects the records of a logger while it is open. */
public final class CollectedLog extends Handler implements AutoCloseable {
  private final Logger logger;
  private final Logger verbose;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private CollectedLog(String name, String verbose) {
    this.logger = Logger.getLogger(name);
    this.verbose = Logger.getLogger(verbose);
  }

  /** Begins to collect the records of a logger at all levels, and keeps them from the console. */
  public static CollectedLog of(String name) {
    CollectedLog log = new CollectedLog(name, name);
    log.logger.setUseParentHandlers(false);
    return log.open();
  }

  /** Begins to collect the records of all loggers, of those of Latchkey at all levels. */
  public static CollectedLog ofAll() {
    return new CollectedLog("", "io.latchkey").open();
  }

  private CollectedLog open() {
    logger.addHandler(this);
    verbose.setLevel(Level.ALL);
    return this;
  }

  /** The messages until now, and those that follow. */
  public List<String> messages() {
    return messages;
  }

  /** The exceptions and errors that were logged until now, and those that follow. */
  public List<Throwable> failures() {
    return failures;
  }

  /** The level, the message and the stack trace of each record until now. */
  public List<String> lines() {
    return records.stream().map(CollectedLog::line).toList();
  }

  /** The level of each message with a text; SLF4J's {@code DEBUG} is {@code FINE} here. */
  public List<Level> levelsOf(String text) {
    return records.stream()
        .filter(line -> message(line).contains(text))
        .map(LogRecord::getLevel)
        .toList();
  }

  private static String line(LogRecord line) {
    StringWriter trace = new StringWriter();
    if (line.getThrown() != null) {
      line.getThrown().printStackTrace(new PrintWriter(trace.append('\n'), true));
    }
    return line.getLevel() + " " + message(line) + trace;
  }

  private static String message(LogRecord line) {
    return new SimpleFormatter().formatMessage(line);
  }

  @Override
  public void publish(LogRecord line) {
    records.add(line);
    messages.add(message(line));
    if (line.getThrown() != null) {
      failures.add(line.getThrown());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
    verbose.setLevel(null);
  }
}
