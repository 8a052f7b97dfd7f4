package io.latchkey.base.rate;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Runs code of the application that must not change or slow what it is told about, such as a
 * listener: logs its exceptions and errors, at most one each minute. Safe for use by several
 * threads.
 */
public final class FailureLog {
  private static final long INTERVAL = Duration.ofMinutes(1).toNanos();

  private final Logger logger;
  private final String problem;
  private final LongSupplier nanoTime;
  private final AtomicLong nextAt;
  private final AtomicLong leftOut = new AtomicLong();

  /**
   * Creates a log.
   *
   * @param problem what has failed, such as "A listener failed"
   */
  public FailureLog(Logger logger, String problem) {
    this(logger, problem, System::nanoTime);
  }

  FailureLog(Logger logger, String problem, LongSupplier nanoTime) {
    this.logger = logger;
    this.problem = problem;
    this.nanoTime = nanoTime;
    this.nextAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** Runs the code. Throws nothing, also if the code throws an {@link Error}. */
  @SuppressWarnings("IllegalCatch") // such as a NoClassDefFoundError of the application's code
  public void guard(Runnable code) {
    try {
      code.run();
    } catch (Throwable e) {
      log(e);
    }
  }

  @SuppressWarnings("IllegalCatch") // such as no memory for the message
  private void log(Throwable failure) {
    try {
      logIfDue(failure);
    } catch (Throwable e) {
      // The caller is more important than the message.
    }
  }

  private void logIfDue(Throwable failure) {
    long now = nanoTime.getAsLong();
    long due = nextAt.get();
    if (now - due >= 0 && nextAt.compareAndSet(due, now + INTERVAL)) {
      logger.warn("{}; {} earlier failures are not logged", problem, leftOut.getAndSet(0), failure);
    } else {
      leftOut.incrementAndGet();
    }
  }
}
