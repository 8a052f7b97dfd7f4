package io.latchkey.base.threads;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task for the periodic schedule of an executor, which would end after a failure. The first
 * failure in a row is logged, and the task runs again.
 */
public final class RepeatedTask implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RepeatedTask.class);

  private final String name;
  private final Runnable task;
  private boolean failing;

  /**
   * @param name begins the message in the log, such as {@code The check of the keys}
   */
  public RepeatedTask(String name, Runnable task) {
    this.name = name;
    this.task = task;
  }

  /** One thread at a time calls this. */
  @Override
  @SuppressWarnings("IllegalCatch") // a failure must not prevent the next run
  public void run() {
    try {
      task.run();
      failing = false;
    } catch (RuntimeException | Error e) {
      if (!failing) {
        LOG.warn("{} failed, and is repeated", name, e);
      }
      failing = true;
    }
  }
}
