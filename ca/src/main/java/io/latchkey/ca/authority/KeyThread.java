package io.latchkey.ca.authority;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationRejectedException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon thread of the CA's keys. It may wait for the database longer than a request may. Safe
 * for use by several threads.
 */
final class KeyThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  /** Other nodes follow a rotation within five seconds. */
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** How long a request waits for the database: less than the 3 s in which it must be answered. */
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(2);

  /** How long a request waits at most. A call of a PKCS#11 library may never return. */
  private static final Duration LONGEST_RESPONSE = Duration.ofSeconds(60);

  private static final Duration STEP = Duration.ofMillis(100);

  private static final Duration END = Duration.ofSeconds(5);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-ca-keys"));
  private final Duration longestResponse;
  private final AtomicLong waited = new AtomicLong();
  private volatile long waitingSince;
  private volatile boolean waiting;

  KeyThread() {
    this(LONGEST_RESPONSE);
  }

  /**
   * @param longestResponse how long a request waits at most
   */
  KeyThread(Duration longestResponse) {
    this.longestResponse = longestResponse;
  }

  /** Runs a check every two seconds, until this is closed. */
  void repeat(Runnable check) {
    var unused =
        thread.scheduleWithFixedDelay(
            new RepeatedTask(check::run, KeyThread::warn, () -> {}),
            PERIOD.toMillis(),
            PERIOD.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static void warn(Throwable failure) {
    LOG.warn(
        "The keys of the CA could not be checked; the check is repeated every {} s: {}",
        PERIOD.toSeconds(),
        failure.getMessage());
  }

  /** Runs a part of the work that waits for the database. */
  <T> T waitFor(Supplier<T> query) {
    waitingSince = System.nanoTime();
    waiting = true;
    try {
      return query.get();
    } finally {
      waiting = false;
      waited.addAndGet(System.nanoTime() - waitingSince);
    }
  }

  /** The time of all waits for the database, that of the current one included. */
  private long waitedNanos() {
    return waited.get() + (waiting ? System.nanoTime() - waitingSince : 0);
  }

  /**
   * Makes a change for a request, which waits at most 2 s for the database and at most 60 s for all
   * computations, such as making a key.
   *
   * @throws AuthorityUnavailableException if the change takes longer; it may take effect later,
   *     unless it has not begun
   */
  <T> T call(Callable<T> change) throws RotationRejectedException {
    Future<T> result;
    try {
      result = thread.submit(change);
    } catch (RejectedExecutionException e) {
      throw new AuthorityUnavailableException("The CA is closed", e);
    }
    long begin = System.nanoTime();
    long end = waitedNanos() + RESPONSE_TIMEOUT.toNanos();
    while (true) {
      try {
        return result.get(STEP.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (waitedNanos() >= end) {
          boolean unused = result.cancel(false);
          throw tooSlow(e);
        }
        if (System.nanoTime() - begin >= longestResponse.toNanos()) {
          boolean unused = result.cancel(false);
          throw tooSlow("does not end", e);
        }
      } catch (InterruptedException e) {
        boolean unused = result.cancel(false);
        Thread.currentThread().interrupt();
        throw tooSlow(e);
      } catch (ExecutionException e) {
        throw rethrown(e);
      }
    }
  }

  private static AuthorityUnavailableException tooSlow(Exception cause) {
    return tooSlow("waits for the database", cause);
  }

  private static AuthorityUnavailableException tooSlow(String reason, Exception cause) {
    return new AuthorityUnavailableException(
        "The rotation %s and may have begun; read its status, then try again".formatted(reason),
        cause);
  }

  private static RuntimeException rethrown(ExecutionException problem)
      throws RotationRejectedException {
    Throwable cause = problem.getCause();
    if (cause instanceof RotationRejectedException rejected) {
      throw rejected;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(problem);
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
