package io.latchkey.tokens;

import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Limits the number of concurrent derivations and queues some more. The waiter with the lowest rank
 * goes first; among equal ranks the first that arrived. When the queue is full, the last waiter in
 * this order is rejected, whether or not it is the newest. A flood with high ranks can therefore
 * not keep out waiters with lower ranks.
 */
final class DerivationQueue {
  private static final int WAITING_PER_RUNNING = 16;

  private final Duration maxWait;
  private int concurrency;
  private final TreeSet<Waiter> waiting =
      new TreeSet<>(
          Comparator.comparingInt((Waiter waiter) -> waiter.rank)
              .thenComparingLong(waiter -> waiter.number));
  private int running;
  private long arrivals;

  DerivationQueue(int concurrency, Duration maxWait) {
    this.concurrency = concurrency;
    this.maxWait = maxWait;
  }

  /**
   * Waits for a free slot. After true, the caller must call {@link #leave}.
   *
   * @return false if the caller was rejected or has waited for too long
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

  /**
   * Takes a slot if one is free now. After true, the caller must call {@link #leave}.
   *
   * @return false if all slots are in use
   */
  synchronized boolean tryEnter() {
    if (running >= concurrency) {
      return false;
    }
    running++;
    return true;
  }

  private boolean await(Waiter waiter) {
    try {
      return waiter.turn.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      // Waited for too long.
    } catch (ExecutionException e) {
      throw new IllegalStateException("a turn never fails", e);
    }
    synchronized (this) {
      // If the waiter is no longer in the queue, it has just got a slot.
      return !waiting.remove(waiter) && waiter.turn.getNow(false);
    }
  }

  /** Raises the limit of concurrent derivations, and starts waiting derivations up to it. */
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
