package io.latchkey.ca;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Flushes a database to disk, once for all who wait: those who come while a flush is under way
 * share the next one. It has a thread of its own, because H2 neither waits for its writer nor keeps
 * its file open when a flushing thread is interrupted, and the caller's thread may be.
 */
final class GroupFlush implements Durability {
  private final Runnable flush;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "latchkey-flush");
            daemon.setDaemon(true);
            return daemon;
          });

  private final Object lock = new Object();
  private @Nullable CompletableFuture<Void> next;

  GroupFlush(Runnable flush) {
    this.flush = flush;
  }

  @Override
  public void await() {
    try {
      joinNext().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof AuthorityUnavailableException unavailable ? unavailable : e;
    }
  }

  private CompletableFuture<Void> joinNext() {
    synchronized (lock) {
      CompletableFuture<Void> joined = next;
      if (joined == null) {
        joined = new CompletableFuture<>();
        next = joined;
        submit();
      }
      return joined;
    }
  }

  private void submit() {
    try {
      thread.execute(this::flushOnce);
    } catch (RejectedExecutionException e) {
      next = null;
      throw new AuthorityUnavailableException("The certificate store is closed", e);
    }
  }

  private void flushOnce() {
    CompletableFuture<Void> current;
    synchronized (lock) {
      current = next;
      next = null;
    }
    if (current == null) {
      return;
    }
    try {
      flush.run();
      current.complete(null);
    } catch (Throwable e) {
      current.completeExceptionally(e);
    }
  }

  /** Ends the thread after the flushes that are waited for. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
