package io.latchkey.base.http;

import io.latchkey.base.http.DocumentSource.Fetch;
import io.latchkey.base.http.DocumentSource.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one document in the background: one fetch at a time, each within a time limit. Callers
 * that need the document during a fetch wait for the same fetch. Safe for use by several threads.
 */
public final class BackgroundFetch implements AutoCloseable {
  private final Executor threads;
  private final ScheduledExecutorService timer;
  private final Duration limit;

  // Guarded by this.
  private CompletableFuture<Void> latest = CompletableFuture.completedFuture(null);
  private @Nullable Fetch reading;
  private boolean closed;

  /**
   * Creates a fetch that is not started.
   *
   * @param threads run the fetches; they may be shared with other documents
   * @param timer cancels fetches that take too long; it needs a thread that no fetch occupies
   * @param limit the maximum duration of {@link #read}
   */
  public BackgroundFetch(Executor threads, ScheduledExecutorService timer, Duration limit) {
    this.threads = threads;
    this.timer = timer;
    this.limit = limit;
  }

  /** Returns the fetch that was started last. Before the first one it is an ended fetch. */
  public synchronized CompletableFuture<Void> latest() {
    return latest;
  }

  /**
   * Starts a fetch, unless one is running or this object is closed.
   *
   * @param task reads the document with {@link #read}, and uses it
   * @return the same as {@link #latest}
   * @throws java.util.concurrent.RejectedExecutionException if the threads are shut down
   */
  public synchronized CompletableFuture<Void> start(Runnable task) {
    if (latest.isDone() && !closed) {
      latest = CompletableFuture.runAsync(task, threads);
    }
    return latest;
  }

  /**
   * Reads a document within the time limit. Only the task of {@link #start} calls this method.
   *
   * @throws IOException if the document cannot be read, or not in time, or if this object is
   *     closed; the message continues a sentence that begins with the URL
   */
  public Response read(Fetch fetch) throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IOException("was closed before it answered");
      }
      reading = fetch;
    }
    AtomicBoolean late = new AtomicBoolean();
    Future<?> end =
        timer.schedule(
            () -> {
              late.set(true);
              fetch.close();
            },
            limit.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      return fetch.read();
    } catch (IOException e) {
      throw late.get() ? new IOException("did not answer in time", e) : e;
    } finally {
      end.cancel(false);
      synchronized (this) {
        reading = null;
      }
    }
  }

  /** Whether {@link #close} was called. A failure of a fetch is then no problem of its source. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Cancels a fetch that is running, and prevents others. Does not wait. */
  @Override
  public void close() {
    Fetch fetch;
    synchronized (this) {
      closed = true;
      fetch = reading;
    }
    if (fetch != null) {
      fetch.close();
    }
  }
}
