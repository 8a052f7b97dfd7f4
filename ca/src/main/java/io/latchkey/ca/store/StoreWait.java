package io.latchkey.ca.store;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a response of the store. */
final class StoreWait {
  private StoreWait() {}

  /**
   * Waits for a response. An interrupt does not end the wait, which is short; the thread stays
   * interrupted.
   *
   * @throws TimeoutException if there is no response in time
   * @throws ExecutionException if the response is an exception
   */
  static <T> T get(Future<T> response, Duration timeout)
      throws TimeoutException, ExecutionException {
    long end = System.nanoTime() + timeout.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return response.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
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
