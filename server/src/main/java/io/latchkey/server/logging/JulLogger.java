package io.latchkey.server.logging;

import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger of SLF4J that writes to the logger of the same name of {@link java.util.logging}. */
final class JulLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1;

  private final transient Logger target;

  private JulLogger(String name, Logger target) {
    this.name = name;
    this.target = target;
  }

  static JulLogger of(String name) {
    return new JulLogger(name, Logger.getLogger(name.equals(ROOT_LOGGER_NAME) ? "" : name));
  }

  @Override
  public boolean isTraceEnabled() {
    return target.isLoggable(java.util.logging.Level.FINEST);
  }

  @Override
  public boolean isDebugEnabled() {
    return target.isLoggable(java.util.logging.Level.FINE);
  }

  @Override
  public boolean isInfoEnabled() {
    return target.isLoggable(java.util.logging.Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return target.isLoggable(java.util.logging.Level.WARNING);
  }

  @Override
  public boolean isErrorEnabled() {
    return target.isLoggable(java.util.logging.Level.SEVERE);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null; // CallerRecord finds the caller itself
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    CallerRecord record =
        new CallerRecord(levelOf(level), MessageFormatter.basicArrayFormat(message, arguments));
    record.setLoggerName(target.getName());
    record.setThrown(thrown);
    target.log(record);
  }

  private static java.util.logging.Level levelOf(Level level) {
    return switch (level) {
      case TRACE -> java.util.logging.Level.FINEST;
      case DEBUG -> java.util.logging.Level.FINE;
      case INFO -> java.util.logging.Level.INFO;
      case WARN -> java.util.logging.Level.WARNING;
      case ERROR -> java.util.logging.Level.SEVERE;
    };
  }
}
