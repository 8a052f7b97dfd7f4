package io.latchkey.ca.store;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.ca.AuthorityUnavailableException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs queries in threads of the store, so that a database or a connection pool that hangs blocks
 * these threads and not the threads of the callers. A caller waits for a bounded time. A query that
 * no thread has started when its caller gives up never runs.
 *
 * <p>Safe for use by several threads.
 */
final class QueryThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryThreads.class);
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** Longer than a query waits for a response of the database. */
  private static final Duration END = Duration.ofSeconds(5);

  private final DatabaseProblems problems;
  private final Duration timeout;
  private final int capacity;
  private final ThreadPoolExecutor threads;

  /**
   * @param count how many queries run at a time
   * @param capacity how many queries wait for a thread
   * @param timeout how long a caller waits for its result
   */
  QueryThreads(DatabaseProblems problems, int count, int capacity, Duration timeout) {
    this.problems = problems;
    this.timeout = timeout;
    this.capacity = capacity;
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(capacity),
            DaemonThreads.named("latchkey-store-query"));
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a query and waits for its result. Exceptions of the query are thrown to the caller. An
   * interrupt does not end the wait, which is short; the caller stays interrupted.
   *
   * @throws AuthorityUnavailableException if there is no result in time, too many queries wait, or
   *     the store is closed
   */
  <T> T run(Supplier<T> query) {
    Future<T> result = submit(query);
    try {
      return StoreWait.get(result, timeout);
    } catch (TimeoutException e) {
      result.cancel(true);
      throw problems.tooSlow(timeout, e);
    } catch (ExecutionException e) {
      throw rethrown(e);
    }
  }

  private <T> Future<T> submit(Supplier<T> query) {
    try {
      return threads.submit(query::get);
    } catch (RejectedExecutionException e) {
      throw threads.isShutdown() ? problems.closed() : problems.tooManyQueries(capacity);
    }
  }

  private RuntimeException rethrown(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException exception ? exception : problems.explain(e);
  }

  /** Interrupts the queries that run, and waits up to 5 s until they have ended. */
  @Override
  public void close() {
    if (!DaemonThreads.end(threads, END)) {
      LOG.warn("Queries of the certificate store in {} do not end", problems.name());
    }
  }
}
