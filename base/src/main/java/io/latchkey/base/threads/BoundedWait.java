package io.latchkey.base.threads;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for tasks of other threads. The number of threads that wait at the same time is limited, so
 * that a slow task does not occupy all threads that serve requests. Safe for use by several
 * threads.
 */
public final class BoundedWait {
  private final Semaphore places;

  /**
   * @param threads how many threads wait at most at the same time
   */
  public BoundedWait(int threads) {
    this.places = new Semaphore(threads);
  }

  /**
   * Waits like {@link #ends}, if the limit of waiting threads is not reached.
   *
   * @return whether the task has succeeded; false at once if too many threads wait
   */
  public boolean await(Future<?> task, Duration timeout) {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return ends(task, timeout);
    } finally {
      places.release();
    }
  }

  /**
   * Waits for a task. An interrupt ends the wait; the caller stays interrupted.
   *
   * @param timeout how long to wait at most; not at all if it is negative
   * @return whether the task has succeeded
   */
  public static boolean ends(Future<?> task, Duration timeout) {
    try {
      task.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }
}
