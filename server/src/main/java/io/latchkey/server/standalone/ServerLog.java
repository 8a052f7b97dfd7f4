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
import java.util.logging.SimpleFormatter;

/**
 * The log of the server: one line for each record on standard error. Latchkey logs from INFO on,
 * the libraries from WARNING on. What the file in {@code java.util.logging.config.file} sets has
 * precedence. If {@code java.util.logging.config.class} is set, it decides instead.
 *
 * <p>While the server starts, records are held back: if the start fails, the operator sees only one
 * line with the cause.
 */
final class ServerLog {
  private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

  private final Logger root = Logger.getLogger("");
  private final HeldBack heldBack = new HeldBack();
  private final List<Handler> handlers = new ArrayList<>();

  /** The registry holds loggers weakly; this reference keeps the level. */
  private final Logger own = Logger.getLogger("io.latchkey");

  /** RESTEasy logs a stack trace for each request with a header that it cannot parse. */
  private final Logger rest = Logger.getLogger("org.jboss.resteasy.resteasy_jaxrs.i18n");

  private ServerLog() {}

  static ServerLog start() {
    ServerLog log = new ServerLog();
    if (System.getProperty("java.util.logging.config.class") == null) {
      if (System.getProperty("java.util.logging.config.file") == null) {
        log.configure();
      } else {
        log.complete();
      }
    }
    log.holdBack();
    return log;
  }

  private void configure() {
    LogManager.getLogManager().reset();
    root.addHandler(console());
    root.setLevel(Level.WARNING);
    own.setLevel(Level.INFO);
    rest.setLevel(Level.SEVERE);
  }

  private static ConsoleHandler console() {
    ConsoleHandler console = new ConsoleHandler();
    console.setLevel(Level.ALL);
    console.setFormatter(new OneLineFormatter());
    return console;
  }

  /** Sets what the operator's file does not set. */
  private void complete() {
    if (!isSet("handlers")) {
      root.addHandler(console());
    }
    for (Handler handler : root.getHandlers()) {
      complete(handler);
    }
    if (!isSet(".level")) {
      root.setLevel(Level.WARNING);
    }
    complete(own, Level.INFO);
    complete(rest, Level.SEVERE);
  }

  private static void complete(Handler handler) {
    String name = handler.getClass().getName();
    if (handler instanceof ConsoleHandler && !isSet(name + ".level")) {
      handler.setLevel(Level.ALL);
    }
    if (handler.getFormatter() instanceof SimpleFormatter
        && !isSet(name + ".formatter")
        && !isSet(FORMAT)
        && System.getProperty(FORMAT) == null) {
      handler.setFormatter(new OneLineFormatter());
    }
  }

  /** A logger has the level of its nearest parent that has one. */
  private static void complete(Logger logger, Level level) {
    for (String name = logger.getName(); !name.isEmpty(); name = parent(name)) {
      if (isSet(name + ".level")) {
        return;
      }
    }
    logger.setLevel(level);
  }

  private static String parent(String logger) {
    return logger.substring(0, Math.max(0, logger.lastIndexOf('.')));
  }

  private static boolean isSet(String property) {
    return LogManager.getLogManager().getProperty(property) != null;
  }

  private void holdBack() {
    handlers.addAll(List.of(root.getHandlers()));
    handlers.forEach(root::removeHandler);
    root.addHandler(heldBack);
  }

  /** Writes the records that were held back, and all later records at once. */
  void release() {
    root.removeHandler(heldBack);
    handlers.forEach(root::addHandler);
    heldBack.records().forEach(record -> handlers.forEach(handler -> handler.publish(record)));
  }

  /** The exceptions that were logged during the start, in their order. */
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
