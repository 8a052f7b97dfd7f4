package io.latchkey.filter.observe;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * Runs code of the application that must not break or slow a request: logs its exceptions, at most
 * one each minute. Safe for use by several threads.
 */
final class FailureLog {
  private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

  private final Logger logger;
  private final String problem;
  private final AtomicLong nextAt = new AtomicLong(System.nanoTime());
  private final AtomicLong leftOut = new AtomicLong();

  FailureLog(Logger logger, String problem) {
    this.logger = logger;
    this.problem = problem;
  }

  /** Runs the code. Only errors of the virtual machine are thrown. */
  @SuppressWarnings("IllegalCatch") // such as a NoClassDefFoundError of the application's code
  void guard(Runnable code) {
    try {
      code.run();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      log(e);
    }
  }

  private void log(Throwable failure) {
    long now = System.nanoTime();
    long due = nextAt.get();
    if (now - due >= 0 && nextAt.compareAndSet(due, now + INTERVAL)) {
      logger.warn("{}; {} earlier failures are not logged", problem, leftOut.getAndSet(0), failure);
    } else {
      leftOut.incrementAndGet();
    }
  }
}
