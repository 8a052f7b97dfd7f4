package io.latchkey.base.threads;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Creates and ends the threads of this project. They do not keep a process alive. Safe for use by
 * several threads.
 */
public final class DaemonThreads {
  private DaemonThreads() {}

  /**
   * Returns a factory of threads that are not started.
   *
   * <p>A thread that is created during a request does not inherit the thread-local values of the
   * request, which it would hold for as long as it runs. It has the context class loader of the
   * thread that creates it; the Java runtime from 19 on would otherwise set the system class
   * loader.
   *
   * @param name the name of all threads of the factory, such as {@code latchkey-store}
   */
  public static ThreadFactory named(String name) {
    return task -> {
      Thread thread = new Thread(null, task, name, 0, false);
      thread.setDaemon(true);
      thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
      return thread;
    };
  }

  /**
   * Interrupts threads, drops the tasks that wait for them, and waits until the threads have ended.
   * An interrupt ends the wait; the caller stays interrupted.
   *
   * @param timeout how long to wait at most
   * @return false if a thread still runs
   */
  public static boolean end(ExecutorService threads, Duration timeout) {
    threads.shutdownNow();
    try {
      return threads.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return threads.isTerminated();
    }
  }
}
