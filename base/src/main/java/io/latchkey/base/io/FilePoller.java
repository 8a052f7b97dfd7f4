package io.latchkey.base.io;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks every second, one after the other in one daemon thread. A second daemon thread
 * watches: it reports a task that takes longer than 10 seconds, for example because a file system
 * hangs, and lets another thread run the other tasks. At most three tasks may hang until all others
 * wait for them. The threads exist while there are tasks. An application has one poller for all its
 * files.
 *
 * <p>Safe for use by several threads.
 */
public final class FilePoller {
  static final String THREAD_NAME = "latchkey-reload";

  /** The thread that watches, and the one that runs the tasks. */
  static final int THREADS = 2;

  static final int MAX_HANGING = 3;

  private static final Logger LOGGER = LoggerFactory.getLogger(FilePoller.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration END = Duration.ofSeconds(5);

  private final Duration period;
  private final Duration limit;
  private final ThreadFactory factory;

  // Guarded by this.
  private final Map<Runnable, Polled> tasks = new LinkedHashMap<>();
  private @Nullable Rounds rounds;

  /** A task. */
  private static final class Polled {
    private final String name;
    private final RepeatedTask task;

    /** Held while the task runs. */
    private final ReentrantLock running = new ReentrantLock();

    // Guarded by the poller.
    private long since;
    private boolean reported;

    Polled(String name, Runnable task) {
      this.name = name;
      this.task =
          new RepeatedTask(
              task::run,
              failure -> LOGGER.error("{} failed, and is repeated every second", name, failure),
              () -> {});
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
    this(period, LIMIT);
  }

  /** The same with another time after which a task counts as hanging than 10 seconds. */
  public FilePoller(Duration period, Duration limit) {
    this(period, limit, DaemonThreads.named(THREAD_NAME));
  }

  FilePoller(Duration period, Duration limit, ThreadFactory factory) {
    this.period = period;
    this.limit = limit;
    this.factory = factory;
  }

  /** Returns the poller of an application; creates it at the first call. */
  public static FilePoller of(ApplicationAttributes attributes) {
    return attributes.getOrCreate(ContextAttributes.FILE_POLLER, FilePoller.class, FilePoller::new);
  }

  /**
   * Runs a task every second, until it is removed.
   *
   * @param name begins messages in the log, such as {@code The check of /run/psk}
   * @throws OutOfMemoryError if no thread can be started; then the task is not added
   */
  synchronized void add(String name, Runnable task) {
    tasks.put(task, new Polled(name, task));
    if (rounds == null) {
      ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(THREADS, factory);
      try {
        var unused =
            repeat(threads, new RepeatedTask("The watch over the checks of files", this::watch));
        rounds = begin(threads);
      } catch (RuntimeException | Error e) {
        threads.shutdownNow();
        tasks.remove(task);
        throw e;
      }
    }
  }

  private Future<?> repeat(ScheduledThreadPoolExecutor threads, Runnable task) {
    return threads.scheduleWithFixedDelay(
        task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  private Rounds begin(ScheduledThreadPoolExecutor threads) {
    Rounds begun = new Rounds(threads);
    begun.schedule = repeat(threads, begun);
    return begun;
  }

  /** Removes a task, and waits at most 5 seconds until it no longer runs. */
  void remove(Runnable task) {
    Rounds unneeded = null;
    Polled removed;
    synchronized (this) {
      removed = tasks.remove(task);
      if (tasks.isEmpty()) {
        unneeded = rounds;
        rounds = null;
      }
    }
    if (unneeded != null) {
      DaemonThreads.end(unneeded.threads, END);
    } else if (removed != null) {
      awaitEnd(removed.running);
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

  /**
   * Reports a task that hangs, and continues the others in another thread. If that thread cannot be
   * started, nothing has changed, and the next call does the same.
   */
  private void watch() {
    Polled hanging;
    boolean othersRun;
    synchronized (this) {
      Rounds now = rounds;
      hanging = now == null ? null : now.current;
      if (now == null || hanging == null || System.nanoTime() - hanging.since < limit.toNanos()) {
        return;
      }
      othersRun = addThread(now.threads);
      if (othersRun) {
        rounds = begin(now.threads);
        now.leave();
      }
      if (hanging.reported) {
        return;
      }
      hanging.reported = true;
    }
    LOGGER.error(
        "{} has taken longer than {}, perhaps because a file system hangs. It is not repeated until"
            + " it ends{}",
        hanging.name,
        limit,
        othersRun ? "" : ", and no other file is checked, because too many file systems hang");
  }

  /** Returns false if too many tasks hang. */
  private static boolean addThread(ScheduledThreadPoolExecutor threads) {
    int size = threads.getCorePoolSize();
    if (size == THREADS + MAX_HANGING) {
      return false;
    }
    try {
      threads.setCorePoolSize(size + 1);
      var unused = threads.prestartCoreThread(); // false if an idle thread has not ended yet
      return true;
    } catch (RuntimeException | Error e) {
      threads.setCorePoolSize(size);
      throw e;
    }
  }

  private synchronized List<Polled> all() {
    return List.copyOf(tasks.values());
  }

  /** All tasks, one round after the other. */
  private final class Rounds implements Runnable {
    private final ScheduledThreadPoolExecutor threads;

    // Guarded by the poller.
    private @Nullable Future<?> schedule;
    private @Nullable Polled current;
    private boolean left;

    Rounds(ScheduledThreadPoolExecutor threads) {
      this.threads = threads;
    }

    /** Makes the task that runs now the last one. */
    void leave() {
      left = true;
      if (schedule != null) {
        schedule.cancel(false);
      }
    }

    @Override
    public void run() {
      for (Polled each : all()) {
        if (enter(each)) {
          each.task.run();
          if (exit(each)) {
            return;
          }
        }
      }
    }

    /** Returns false if the task was removed or hangs, or another thread has the tasks now. */
    private boolean enter(Polled task) {
      synchronized (FilePoller.this) {
        if (rounds != this || !tasks.containsValue(task) || !task.running.tryLock()) {
          return false;
        }
        current = task;
        task.since = System.nanoTime();
        return true;
      }
    }

    /** Returns whether another thread has the other tasks now. */
    private boolean exit(Polled task) {
      boolean reported;
      boolean last;
      synchronized (FilePoller.this) {
        current = null;
        task.running.unlock();
        reported = task.reported && tasks.containsValue(task);
        task.reported = false;
        last = left;
        if (last) {
          threads.setCorePoolSize(threads.getCorePoolSize() - 1);
        }
      }
      if (reported) {
        LOGGER.info("{} has ended, and is repeated every second", task.name);
      }
      return last;
    }
  }
}
