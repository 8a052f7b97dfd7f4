package io.latchkey.jaxrs;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts the request bodies that are awaited at once, each of which holds a thread of the server.
 * All resources share two counts, so that their sum is less than the threads of any server by
 * default. Safe for use by several threads.
 */
final class AwaitedBodies {
  /** Bodies of authenticated callers. */
  static final AwaitedBodies OF_CALLERS = new AwaitedBodies(64, 32);

  /** Bodies of resources that need no authentication. They cannot use up the threads of callers. */
  static final AwaitedBodies OF_STRANGERS = new AwaitedBodies(16, 8);

  private final int most;
  private final int mostOfOne;
  private final Map<String, Integer> byCaller = new HashMap<>();
  private int all;

  /**
   * @param most bodies of all callers
   * @param mostOfOne bodies of one caller
   */
  AwaitedBodies(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * Counts a body. Call {@link #release} when it has ended.
   *
   * @throws RequestRefusedException if there are too many
   */
  synchronized void await(String caller) {
    int ofCaller = byCaller.getOrDefault(caller, 0);
    if (ofCaller >= mostOfOne) {
      throw new RequestRefusedException(
          Refusal.RATE, "Too many request bodies of this caller are incomplete; try again later.");
    }
    if (all >= most) {
      throw new RequestRefusedException(
          Refusal.BUSY, "Too many request bodies are incomplete; try again later.");
    }
    byCaller.put(caller, ofCaller + 1);
    all++;
  }

  synchronized void release(String caller) {
    all--;
    byCaller.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
  }
}
