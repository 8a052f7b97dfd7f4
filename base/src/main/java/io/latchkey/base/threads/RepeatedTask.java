package io.latchkey.base.threads;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task for the periodic schedule of an executor, which would end after a failure. The first
 * failure in a row is reported, and the task runs again.
 */
public final class RepeatedTask implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatedTask.class);

  private final Task task;
  private final Consumer<Throwable> failed;
  private final Runnable recovered;
  private boolean failing;

  /** What is repeated. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs once.
     *
     * @throws Exception if it fails
     */
    void run() throws Exception;
  }

  /**
   * Writes the first failure to the log, with its stack trace.
   *
   * @param name begins the message in the log, such as {@code The check of the keys}
   */
  public RepeatedTask(String name, Task task) {
    this(task, failure -> LOG.warn("{} failed, and is repeated", name, failure), () -> {});
  }

  /**
   * @param failed called with the first failure in a row
   * @param recovered called after the first success that follows a failure
   */
  public RepeatedTask(Task task, Consumer<Throwable> failed, Runnable recovered) {
    this.task = task;
    this.failed = failed;
    this.recovered = recovered;
  }

  /** One thread at a time calls this. */
  @Override
  @SuppressWarnings("IllegalCatch") // a failure must not prevent the next run
  public void run() {
    try {
      task.run();
      if (failing) {
        failing = false;
        recovered.run();
      }
    } catch (Throwable e) {
      report(e);
      failing = true;
    }
  }

  @SuppressWarnings("IllegalCatch") // the task is more important than the message
  private void report(Throwable failure) {
    try {
      LOG.debug("A periodic task failed", failure);
      if (!failing) {
        failed.accept(failure);
      }
    } catch (Throwable e) {
      failure.addSuppressed(e);
    }
  }
}
