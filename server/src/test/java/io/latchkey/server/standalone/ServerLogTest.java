package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log with a configuration file of the operator. */
class ServerLogTest {
  private static final String REST = "org.jboss.resteasy.resteasy_jaxrs.i18n";

  @AfterEach
  void restore() throws Exception {
    LogManager.getLogManager().readConfiguration();
  }

  private static void start(String configuration) throws Exception {
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(configuration.getBytes(StandardCharsets.ISO_8859_1)));
    ServerLog.start().release();
  }

  private static Handler handler() {
    return Logger.getLogger("").getHandlers()[0];
  }

  private static Level level(String logger) {
    return Logger.getLogger(logger).getLevel();
  }

  @Test
  void unsetProperties_haveTheDefaultsOfTheServer() throws Exception {
    start("io.latchkey.access.level=FINE");

    assertThat(handler().getFormatter()).isInstanceOf(OneLineFormatter.class);
    assertThat(handler().getLevel()).isEqualTo(Level.ALL);
    assertThat(level("")).isEqualTo(Level.WARNING);
    assertThat(level("io.latchkey")).isEqualTo(Level.INFO);
    assertThat(level("io.latchkey.access")).isEqualTo(Level.FINE);
    assertThat(level(REST)).isEqualTo(Level.SEVERE);
  }

  @Test
  void consoleHandler_writesOneLineForEachRecord() throws Exception {
    start("handlers=java.util.logging.ConsoleHandler");

    assertThat(handler().getFormatter()).isInstanceOf(OneLineFormatter.class);
  }

  @Test
  void setProperties_havePrecedence() throws Exception {
    start(
        """
        handlers=java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level=WARNING
        java.util.logging.ConsoleHandler.formatter=java.util.logging.XMLFormatter
        .level=INFO
        io.latchkey.level=FINE
        org.jboss.level=FINEST
        """);

    assertThat(handler().getFormatter()).isInstanceOf(java.util.logging.XMLFormatter.class);
    assertThat(handler().getLevel()).isEqualTo(Level.WARNING);
    assertThat(level("")).isEqualTo(Level.INFO);
    assertThat(level("io.latchkey")).isEqualTo(Level.FINE);
    assertThat(level(REST)).isNull();
  }

  @Test
  void formatOfTheOperator_hasPrecedence() throws Exception {
    start(
        """
        handlers=java.util.logging.ConsoleHandler
        java.util.logging.SimpleFormatter.format=%5$s%n
        """);

    Formatter formatter = handler().getFormatter();
    assertThat(formatter).isInstanceOf(SimpleFormatter.class);
  }
}
