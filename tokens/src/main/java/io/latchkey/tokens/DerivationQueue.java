package io.latchkey.tokens;

import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets a number of derivations run at once and a few more wait. Who comes next is decided by rank,
 * the lowest first, and then by who came first. Where all places to wait are taken, the last in
 * that order has to go, be it the newcomer or not: so a flood cannot keep a place from those who
 * rank before it.
 */
final class DerivationQueue {
  private static final int WAITING_PER_RUNNING = 16;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private int concurrency;
  private final TreeSet<Waiter> waiting =
      new TreeSet<>(
          Comparator.comparingInt((Waiter waiter) -> waiter.rank)
              .thenComparingLong(waiter -> waiter.number));
  private int running;
  private long arrivals;

  DerivationQueue(int concurrency) {
    this.concurrency = concurrency;
  }

  /**
   * Waits until it is this caller's turn, who then has to {@link #leave}.
   *
   * @return false if the caller had to give way or has waited for too long
   */
  boolean enter(int rank) {
    Waiter mine;
    synchronized (this) {
      if (running < concurrency) {
        running++;
        return true;
      }
      mine = new Waiter(rank, arrivals++);
      waiting.add(mine);
      if (waiting.size() > concurrency * WAITING_PER_RUNNING) {
        waiting.last().turn.complete(false);
        waiting.remove(waiting.last());
      }
    }
    return await(mine);
  }

  private boolean await(Waiter waiter) {
    try {
      return waiter.turn.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // Has waited for too long.
    } catch (ExecutionException e) {
      throw new IllegalStateException("a turn is never an exception", e);
    }
    synchronized (this) {
      // Not there any more: it has just got its turn.
      return !waiting.remove(waiter) && waiter.turn.getNow(false);
    }
  }

  /** Raises the number of derivations that may run, and starts as many that wait. */
  synchronized void raiseTo(int value) {
    concurrency = Math.max(concurrency, value);
    while (running < concurrency && !waiting.isEmpty()) {
      running++;
      waiting.pollFirst().turn.complete(true);
    }
  }

  synchronized void leave() {
    Waiter next = waiting.pollFirst();
    if (next == null) {
      running--;
    } else {
      next.turn.complete(true);
    }
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private static final class Waiter {
    private final int rank;
    private final long number;
    private final CompletableFuture<Boolean> turn = new CompletableFuture<>();

    Waiter(int rank, long number) {
      this.rank = rank;
      this.number = number;
    }
  }
}
