package io.latchkey.base.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Collects the records of one logger while it is open, and keeps them from the console. */
public final class CollectedLog extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private CollectedLog(Logger logger) {
    this.logger = logger;
  }

  /** Begins to collect. */
  public static CollectedLog of(String name) {
    CollectedLog log = new CollectedLog(Logger.getLogger(name));
    log.logger.addHandler(log);
    log.logger.setUseParentHandlers(false);
    return log;
  }

  /** The messages until now, and those that follow. */
  public List<String> messages() {
    return messages;
  }

  /** The exceptions and errors that were logged until now, and those that follow. */
  public List<Throwable> failures() {
    return failures;
  }

  @Override
  public void publish(LogRecord line) {
    messages.add(new SimpleFormatter().formatMessage(line));
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
  }
}
