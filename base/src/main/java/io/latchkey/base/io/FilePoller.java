package io.latchkey.base.io;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.threads.DaemonThreads;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  /** The attribute under which an application keeps its poller. */
  public static final String ATTRIBUTE = FilePoller.class.getName();

  static final String THREAD_NAME = "latchkey-reload";

  private static final Logger LOGGER = LoggerFactory.getLogger(FilePoller.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final Map<Runnable, ReentrantLock> tasks = new LinkedHashMap<>();
  private final Set<Runnable> failing = ConcurrentHashMap.newKeySet();
  private @Nullable ScheduledExecutorService thread;

  private final Duration period;

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
    return attributes.getOrCreate(ATTRIBUTE, FilePoller.class, FilePoller::new);
  }

  /** Runs a task every second, until it is removed. */
  synchronized void add(Runnable task) {
    tasks.put(task, new ReentrantLock());
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
    ReentrantLock running;
    synchronized (this) {
      running = tasks.remove(task);
      failing.remove(task);
      if (tasks.isEmpty()) {
        unneeded = thread;
        thread = null;
      }
    }
    try {
      if (unneeded != null) {
        unneeded.shutdownNow();
        unneeded.awaitTermination(END.toNanos(), TimeUnit.NANOSECONDS);
      } else if (running != null && running.tryLock(END.toNanos(), TimeUnit.NANOSECONDS)) {
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

  @SuppressWarnings("IllegalCatch") // an error in one task must end neither the thread nor others
  private void run(Runnable task) {
    ReentrantLock running;
    synchronized (this) {
      running = tasks.get(task);
      if (running == null) {
        return; // removed in the meantime
      }
      running.lock();
    }
    try {
      task.run();
      failing.remove(task);
    } catch (RuntimeException | Error e) {
      if (failing.add(task)) {
        LOGGER.error("Files cannot be checked for changes; the check is repeated every second", e);
      }
    } finally {
      running.unlock();
    }
  }
}
