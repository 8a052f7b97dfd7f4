package io.latchkey.ca.store;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.ca.AuthorityUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes in one thread. Certificates that wait at the same time share one transaction, and so one
 * flush of the disk. A caller gets its response after the commit.
 *
 * <p>If a group fails, each of its rows is repeated in a transaction of its own, so that only the
 * bad row fails. If the store itself fails, the writer closes the connection, rejects all writes,
 * and probes the store until it can be written again. An error of the Java runtime, such as a lack
 * of memory, fails the writes of its group and does not end the thread.
 *
 * <p>Safe for use by several threads. An interrupt does not end a caller's wait.
 */
final class GroupWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWriter.class);

  /** How long a caller waits: less than the 3 s in which a request must be answered. */
  static final Duration RESPONSE_TIMEOUT = Duration.ofMillis(2_500);

  private static final int MAX_GROUP = 256;

  /** How long the writer may need to end the writes that wait when it is closed. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /**
   * Limits.
   *
   * @param capacity how many writes may wait
   * @param timeout how long a caller waits for its response
   * @param probing how often a failed store is probed
   */
  record Limits(int capacity, Duration timeout, Duration probing) {
    static final Limits DEFAULT = new Limits(1024, RESPONSE_TIMEOUT, Duration.ofSeconds(1));
  }

  private final WriterSession session;
  private final DatabaseProblems problems;
  private final Limits limits;
  private final BlockingQueue<Waiting<?>> queue;
  private final Thread thread;

  /** The writes that the thread is at; used by that thread only. */
  private final List<Waiting<?>> group = new ArrayList<>(MAX_GROUP);

  private volatile Optional<Outage> outage = Optional.empty();
  private volatile boolean closing;
  private volatile boolean ended;

  /** A write that a caller waits for: exactly one of {@code row} and {@code work} is present. */
  private record Waiting<T>(
      Optional<CertificateRow> row,
      Optional<Database.Work<T>> work,
      CompletableFuture<T> response) {}

  GroupWriter(WriterSession session, DatabaseProblems problems, Limits limits) {
    this.session = session;
    this.problems = problems;
    this.limits = limits;
    this.queue = new LinkedBlockingQueue<>(limits.capacity());
    this.thread = DaemonThreads.named("latchkey-store").newThread(this::writeUntilClosed);
    thread.start();
  }

  /**
   * Inserts a certificate, and returns once it is on disk.
   *
   * @return false if its permission was used before; then nothing was written
   * @throws AuthorityUnavailableException if the store fails, has too many writes waiting, or does
   *     not answer in time; in the last case the row may have been written
   */
  boolean add(CertificateRow row) {
    CompletableFuture<Boolean> response = new CompletableFuture<>();
    enqueue(new Waiting<>(Optional.of(row), Optional.empty(), response));
    return await(response);
  }

  /** Runs work in a transaction of its own, and returns once its result is on disk. */
  <T> T write(Database.Work<T> work) {
    return await(submit(work));
  }

  /** Runs work in a transaction of its own, later. */
  <T> CompletableFuture<T> submit(Database.Work<T> work) {
    CompletableFuture<T> response = new CompletableFuture<>();
    enqueue(new Waiting<>(Optional.empty(), Optional.of(work), response));
    return response;
  }

  /**
   * The failure of the store, until it can be written again; for good once the thread has ended.
   */
  Optional<Outage> outage() {
    return ended ? Optional.of(new Outage(Instant.now(), end())) : outage;
  }

  private AuthorityUnavailableException end() {
    return closing ? problems.closed() : problems.writerEnded();
  }

  /** How many writes wait. */
  int waiting() {
    return queue.size();
  }

  private void enqueue(Waiting<?> waiting) {
    if (closing) {
      throw problems.closed();
    }
    outage()
        .ifPresent(
            current -> {
              throw current.forCaller();
            });
    if (!queue.offer(waiting)) {
      throw problems.overloaded(limits.capacity());
    }
    if (ended && queue.remove(waiting)) {
      throw end();
    }
  }

  private <T> T await(CompletableFuture<T> response) {
    try {
      return StoreWait.get(response, limits.timeout());
    } catch (TimeoutException e) {
      // The writer skips cancelled writes that it has not started.
      response.cancel(false);
      throw problems.tooSlow(limits.timeout(), e);
    } catch (ExecutionException e) {
      throw problems.explain(e.getCause() == null ? e : e.getCause());
    }
  }

  private void writeUntilClosed() {
    try {
      while (!closing || !queue.isEmpty()) {
        tryToWrite();
      }
    } finally {
      ended = true;
      List<Waiting<?>> late = new ArrayList<>();
      queue.drainTo(late);
      late.forEach(each -> each.response().completeExceptionally(end()));
      session.close();
    }
  }

  @SuppressWarnings("IllegalCatch") // the thread must not end before it is closed
  private void tryToWrite() {
    try {
      next();
      if (!group.isEmpty()) {
        write(group);
      } else if (outage.isPresent()) {
        probe();
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      group.clear();
    }
  }

  /** The state of the connection is unknown, so that the next write opens another one. */
  @SuppressWarnings("IllegalCatch") // without memory, this can fail too
  private void fail(Throwable e) {
    try {
      group.forEach(each -> each.response().completeExceptionally(e));
      session.close();
      LOG.error("The writer of the certificate store in {} continues", problems.name(), e);
    } catch (RuntimeException | Error further) {
      LOG.debug("An error of the writer could not be handled", further);
    }
  }

  /**
   * Takes the writes that wait; waits for the first of them, but no longer than until the next
   * probe.
   */
  private void next() {
    try {
      Waiting<?> first = queue.poll(limits.probing().toNanos(), TimeUnit.NANOSECONDS);
      if (first != null) {
        group.add(first);
        queue.drainTo(group, MAX_GROUP - 1);
        group.removeIf(each -> each.response().isDone());
      }
    } catch (InterruptedException e) {
      LOG.debug("An interrupt does not end the writer; only close does", e);
    }
  }

  private void write(List<Waiting<?>> group) {
    List<Waiting<Boolean>> rows = new ArrayList<>();
    List<Waiting<?>> others = new ArrayList<>();
    for (Waiting<?> each : group) {
      if (each.row().isPresent()) {
        rows.add(asRow(each));
      } else {
        others.add(each);
      }
    }
    if (!rows.isEmpty()) {
      insert(rows);
    }
    others.forEach(this::run);
  }

  @SuppressWarnings("unchecked") // add gives each waiting row a response of this type.
  private static Waiting<Boolean> asRow(Waiting<?> waiting) {
    return (Waiting<Boolean>) waiting;
  }

  private void insert(List<Waiting<Boolean>> rows) {
    try {
      List<CertificateRow> certificates = new ArrayList<>(rows.size());
      for (Waiting<Boolean> each : rows) {
        certificates.add(each.row().orElseThrow());
      }
      boolean[] inserted = session.insert(certificates);
      for (int i = 0; i < inserted.length; i++) {
        rows.get(i).response().complete(inserted[i]);
      }
    } catch (Throwable e) {
      // After a timeout, the rows one by one would hold up the writer for even longer. After a
      // commit, they would be found written already.
      if (isOutage(e)
          || rows.size() == 1
          || DatabaseProblems.isTimeout(e)
          || e instanceof Error
          || session.mayHaveCommitted()) {
        rows.forEach(each -> each.response().completeExceptionally(e));
      } else {
        rows.forEach(each -> insert(List.of(each)));
      }
    }
  }

  private <T> void run(Waiting<T> waiting) {
    if (waiting.response().isDone()) {
      return; // its caller has given up while an earlier write took long
    }
    try {
      waiting.response().complete(session.run(waiting.work().orElseThrow()));
    } catch (Throwable e) {
      boolean outageBegins = isOutage(e);
      LOG.debug("A write failed; outage: {}", outageBegins, e);
      waiting.response().completeExceptionally(e);
    }
  }

  /** Notes a failure of the whole store. */
  private boolean isOutage(Throwable e) {
    if (!problems.isOutage(e)) {
      return false;
    }
    if (outage.isEmpty()) {
      AuthorityUnavailableException problem = problems.explain(e);
      outage = Optional.of(new Outage(Instant.now(), problem));
      LOG.error("{}; nothing is signed until it can be written again", problem.getMessage());
    }
    session.close();
    return true;
  }

  private void probe() {
    try {
      WriteProbe.run(session);
      Optional<Outage> past = outage;
      outage = Optional.empty();
      past.ifPresent(
          failure ->
              LOG.info(
                  "The certificate store in {} can be written again, after {} s",
                  problems.name(),
                  Duration.between(failure.since(), Instant.now()).toSeconds()));
    } catch (SQLException | RuntimeException | Error e) {
      LOG.debug("The store still fails", e);
      session.close();
    }
  }

  /** Ends the thread after the writes that wait. */
  @Override
  public void close() {
    closing = true;
    // Wakes the thread. If the queue is full, the thread is awake.
    boolean unused =
        queue.offer(
            new Waiting<>(
                Optional.empty(), Optional.of(connection -> true), new CompletableFuture<>()));
    boolean interrupted = Thread.interrupted();
    try {
      thread.join(CLOSING.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      LOG.warn("The certificate store in {} is still writing; it is closed later", problems.name());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
