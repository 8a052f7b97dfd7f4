package io.latchkey.ca.store;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for an answer of the store. */
final class StoreWait {
  private StoreWait() {}

  /**
   * Waits for an answer. An interrupt does not end the wait, which is short; the thread stays
   * interrupted.
   *
   * @throws TimeoutException if there is no answer in time
   * @throws ExecutionException if the answer is an exception
   */
  static <T> T get(Future<T> answer, Duration timeout) throws TimeoutException, ExecutionException {
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
