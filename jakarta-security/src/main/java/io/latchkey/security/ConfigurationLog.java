package io.latchkey.security;

import io.latchkey.settings.SettingsException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is wrong with the settings once, however many requests meet it in a row. */
final class ConfigurationLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(ConfigurationLog.class);

  private final AtomicReference<String> last = new AtomicReference<>("");

  void report(SettingsException problem) {
    String message = String.valueOf(problem.getMessage());
    if (!message.equals(last.getAndSet(message))) {
      LOGGER.error("{}", message, problem.getCause());
    }
  }
}
