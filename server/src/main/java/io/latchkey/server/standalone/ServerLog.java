package io.latchkey.server.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * The server's log: one line a record on the standard error stream, Latchkey's own from INFO on,
 * that of the libraries from WARNING on. An operator's {@code java.util.logging.config.file} goes
 * first.
 *
 * <p>While the server starts, records of the libraries are held back: of a start that fails the
 * operator sees one line, not how the failure travelled.
 */
final class ServerLog {
  private final Logger root = Logger.getLogger("");
  private final HeldBack heldBack = new HeldBack();
  private final List<Handler> handlers = new ArrayList<>();

  /** Loggers are held weakly by their registry; this keeps the level that was set. */
  private final Logger own = Logger.getLogger("io.latchkey");

  /** Writes a stack trace for each request with a header that it cannot parse. */
  private final Logger rest = Logger.getLogger("org.jboss.resteasy.resteasy_jaxrs.i18n");

  private ServerLog() {}

  static ServerLog start() {
    ServerLog log = new ServerLog();
    if (System.getProperty("java.util.logging.config.file") == null
        && System.getProperty("java.util.logging.config.class") == null) {
      log.configure();
    }
    log.holdBack();
    return log;
  }

  private void configure() {
    LogManager.getLogManager().reset();
    ConsoleHandler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    console.setFormatter(new OneLineFormatter());
    root.addHandler(console);
    root.setLevel(Level.WARNING);
    own.setLevel(Level.INFO);
    rest.setLevel(Level.SEVERE);
  }

  private void holdBack() {
    handlers.addAll(List.of(root.getHandlers()));
    handlers.forEach(root::removeHandler);
    root.addHandler(heldBack);
  }

  /** Writes what was held back, and everything from now on as it comes. */
  void release() {
    root.removeHandler(heldBack);
    handlers.forEach(root::addHandler);
    heldBack.records().forEach(record -> handlers.forEach(handler -> handler.publish(record)));
  }

  /** Everything that was thrown and logged during the start, the first first. */
  List<Throwable> thrown() {
    return heldBack.records().stream()
        .flatMap(record -> Optional.ofNullable(record.getThrown()).stream())
        .toList();
  }

  private static final class HeldBack extends Handler {
    private static final int MOST = 1000;
    private final List<LogRecord> records = new ArrayList<>();

    @Override
    public synchronized void publish(LogRecord record) {
      if (records.size() < MOST) {
        records.add(record);
      }
    }

    synchronized List<LogRecord> records() {
      return List.copyOf(records);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
