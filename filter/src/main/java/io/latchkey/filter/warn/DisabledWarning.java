package io.latchkey.filter.warn;

import io.latchkey.base.threads.DaemonThreads;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs at once and every hour, until closed, that authentication is disabled. */
public final class DisabledWarning implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(DisabledWarning.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final ScheduledExecutorService timer;

  private DisabledWarning(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  public static DisabledWarning start(String contextPath) {
    return start(contextPath, EVERY);
  }

  public static DisabledWarning start(String contextPath, Duration every) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-auth-disabled"));
    Runnable warn =
        () ->
            LOGGER.warn(
                "latchkey.auth=disabled: all requests to {} are accepted without a token; set"
                    + " latchkey.psk and remove that setting",
                contextPath.isEmpty() ? "this application" : "'" + contextPath + "'");
    warn.run();
    var unused =
        timer.scheduleAtFixedRate(warn, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    return new DisabledWarning(timer);
  }

  /** For tests: whether the thread has ended. */
  boolean isClosed() {
    return timer.isTerminated();
  }

  /** Stops the thread and waits for its end, because servers report running threads as leaks. */
  @Override
  public void close() {
    DaemonThreads.end(timer, END);
  }
}
