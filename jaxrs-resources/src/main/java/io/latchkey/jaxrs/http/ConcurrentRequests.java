package io.latchkey.jaxrs.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the requests of each caller that are at work at the same time. Safe for use by several
 * threads.
 */
public final class ConcurrentRequests {
  private final int max;
  private final int maxOfOne;
  private final Map<String, Integer> byCaller = new HashMap<>();
  private int all;

  /** The limit that a request would exceed. */
  public enum Excess {
    /** Of the requests of one caller. */
    OF_CALLER,
    /** Of the requests of all callers. */
    OF_ALL
  }

  /**
   * Creates a counter.
   *
   * @param max requests of all callers
   * @param maxOfOne requests of one caller
   */
  public ConcurrentRequests(int max, int maxOfOne) {
    this.max = max;
    this.maxOfOne = maxOfOne;
  }

  /**
   * Counts a request. Call {@link #end} at its end, unless it exceeds a limit.
   *
   * @return the limit that it exceeds; then it does not count
   */
  public synchronized Optional<Excess> begin(String caller) {
    int ofCaller = byCaller.getOrDefault(caller, 0);
    if (ofCaller >= maxOfOne) {
      return Optional.of(Excess.OF_CALLER);
    }
    if (all >= max) {
      return Optional.of(Excess.OF_ALL);
    }
    byCaller.put(caller, ofCaller + 1);
    all++;
    return Optional.empty();
  }

  /** Ends a request that counts. */
  public synchronized void end(String caller) {
    all--;
    byCaller.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
  }
}
