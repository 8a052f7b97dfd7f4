package io.latchkey.base.io;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks every second, all in one daemon thread. The thread exists while there are tasks. An
 * application has one poller for all its files.
 *
 * <p>Safe for use by several threads.
 */
public final class FilePoller {
  static final String THREAD_NAME = "latchkey-reload";

  private static final Logger LOGGER = LoggerFactory.getLogger(FilePoller.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final Map<Runnable, Polled> tasks = new LinkedHashMap<>();
  private @Nullable ScheduledExecutorService thread;

  private final Duration period;

  /**
   * A task.
   *
   * @param running held while it runs
   */
  private record Polled(RepeatedTask task, ReentrantLock running) {
    static Polled of(Runnable task) {
      return new Polled(
          new RepeatedTask(
              task::run,
              failure ->
                  LOGGER.error(
                      "Files cannot be checked for changes; the check is repeated every second",
                      failure),
              () -> {}),
          new ReentrantLock());
    }
  }

  /** Creates a poller without tasks. */
  public FilePoller() {
    this(PERIOD);
  }

  /**
   * Creates a poller without tasks and with another period than one second. Tests use it, so that
   * they need not wait.
   */
  public FilePoller(Duration period) {
    this.period = period;
  }

  /** Returns the poller of an application; creates it at the first call. */
  public static FilePoller of(ApplicationAttributes attributes) {
    return attributes.getOrCreate(ContextAttributes.FILE_POLLER, FilePoller.class, FilePoller::new);
  }

  /** Runs a task every second, until it is removed. */
  synchronized void add(Runnable task) {
    tasks.put(task, Polled.of(task));
    if (thread == null) {
      thread = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named(THREAD_NAME));
      var unused =
          thread.scheduleWithFixedDelay(
              this::runAll, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** Removes a task, and waits at most 5 seconds until it no longer runs. */
  void remove(Runnable task) {
    ScheduledExecutorService unneeded = null;
    Polled removed;
    synchronized (this) {
      removed = tasks.remove(task);
      if (tasks.isEmpty()) {
        unneeded = thread;
        thread = null;
      }
    }
    if (unneeded != null) {
      DaemonThreads.end(unneeded, END);
    } else if (removed != null) {
      awaitEnd(removed.running());
    }
  }

  /** Waits at most 5 seconds until the lock is free. */
  static void awaitEnd(ReentrantLock running) {
    try {
      if (running.tryLock(END.toNanos(), TimeUnit.NANOSECONDS)) {
        running.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runAll() {
    List<Runnable> all;
    synchronized (this) {
      all = List.copyOf(tasks.keySet());
    }
    all.forEach(this::run);
  }

  private void run(Runnable task) {
    Polled polled;
    synchronized (this) {
      polled = tasks.get(task);
      if (polled == null) {
        return; // removed in the meantime
      }
      polled.running().lock();
    }
    try {
      polled.task().run();
    } finally {
      polled.running().unlock();
    }
  }
}
