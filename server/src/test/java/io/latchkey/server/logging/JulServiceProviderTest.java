package io.latchkey.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JulServiceProviderTest {
  private static final String NAME = "io.latchkey.server.logging.test";

  private final Logger target = Logger.getLogger(NAME);
  private final org.slf4j.Logger logger = LoggerFactory.getLogger(NAME);
  private final List<LogRecord> records = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private final Handler handler = new Recorder();
  private boolean asksForSource;

  private final class Recorder extends Handler {
    @Override
    public void publish(LogRecord record) {
      records.add(record);
      if (asksForSource) {
        sources.add(record.getSourceClassName() + "." + record.getSourceMethodName());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    target.setUseParentHandlers(false);
    target.addHandler(handler);
  }

  @AfterEach
  void restore() {
    target.removeHandler(handler);
    target.setUseParentHandlers(true);
    target.setLevel(null);
  }

  private LogRecord last() {
    return records.get(records.size() - 1);
  }

  @Test
  void service_isTheProviderOfSlf4j() {
    assertThat(LoggerFactory.getILoggerFactory().getLogger(NAME)).isInstanceOf(JulLogger.class);
    assertThat(LoggerFactory.getLogger(NAME)).isSameAs(logger);
    assertThat(logger.getName()).isEqualTo(NAME);
  }

  @Test
  void message_isFormattedWithItsArguments() {
    IllegalStateException thrown = new IllegalStateException("broken");

    logger.info("a={} b={}", 1, "two");
    assertThat(last().getMessage()).isEqualTo("a=1 b=two");
    assertThat(last().getLoggerName()).isEqualTo(NAME);
    assertThat(last().getThrown()).isNull();

    logger.warn("a={} b={} c={}", 1, 2, 3, thrown);
    assertThat(last().getMessage()).isEqualTo("a=1 b=2 c=3");
    assertThat(last().getThrown()).isSameAs(thrown);

    logger.error("plain {0} '{}'", thrown);
    assertThat(last().getMessage()).isEqualTo("plain {0} '{}'");
    assertThat(last().getThrown()).isSameAs(thrown);
  }

  @Test
  void levels_areThoseOfJavaLogging() {
    target.setLevel(Level.ALL);
    logger.trace("t");
    logger.debug("d");
    logger.info("i");
    logger.warn("w");
    logger.error("e");

    assertThat(records)
        .extracting(LogRecord::getLevel)
        .containsExactly(Level.FINEST, Level.FINE, Level.INFO, Level.WARNING, Level.SEVERE);
  }

  @Test
  void levelThatIsOff_writesNothing() {
    target.setLevel(Level.WARNING);
    logger.info("i");
    assertThat(logger.isInfoEnabled()).isFalse();
    assertThat(logger.isWarnEnabled()).isTrue();
    target.setLevel(Level.OFF);
    logger.error("e");

    assertThat(records).isEmpty();
    assertThat(logger.isErrorEnabled()).isFalse();
  }

  @Test
  void formatterAskingForSource_getsClassAndMethod() {
    asksForSource = true;
    logger.info("plain");
    logger.atInfo().log("fluent");

    assertThat(sources)
        .hasSize(2)
        .containsOnly(
            JulServiceProviderTest.class.getName()
                + ".formatterAskingForSource_getsClassAndMethod");
  }

  @Test
  void recordWithoutTheCallersStack_namesNoClass() throws InterruptedException {
    logger.info("later");
    LogRecord record = last();

    Thread thread = new Thread(() -> sources.add(String.valueOf(record.getSourceClassName())));
    thread.start();
    thread.join();

    assertThat(sources).containsExactly("null");
    assertThat(record.getSourceMethodName()).isNull();
  }

  @Test
  void rootLogger_isTheOneOfJavaLogging() {
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).error("to the root");
    } finally {
      root.removeHandler(handler);
    }

    assertThat(last().getMessage()).isEqualTo("to the root");
    assertThat(last().getLoggerName()).isEmpty();
  }
}
