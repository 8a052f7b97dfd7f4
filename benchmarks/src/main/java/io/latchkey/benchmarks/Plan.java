package io.latchkey.benchmarks;

import java.time.Duration;

/**
 * How much a run measures.
 *
 * @param firstOfOtherStore how long the first requests to a server with PostgreSQL are measured
 * @param round duration of one measurement over HTTP
 * @param rounds number of rounds, in each of which every candidate is measured once
 * @param longestWarmUp the longest time for the requests of a warm-up
 * @param starts number of starts of the server for each command
 * @param storeRows rows in the store
 * @param kills number of {@code kill -9} of a process that writes to the store
 * @param floodPhase duration of each phase of the flood
 * @param iteration duration of one measurement of JMH
 * @param isFull whether all key types and providers are measured
 */
record Plan(
    Duration firstOfOtherStore,
    Duration round,
    int rounds,
    Duration longestWarmUp,
    int starts,
    long storeRows,
    int kills,
    Duration floodPhase,
    Duration iteration,
    boolean isFull) {
  /** Requests before a server counts as warm. */
  static final int WARM_UP_REQUESTS = 30_000;

  /** Further requests before the Java runtime has compiled what requests of microseconds need. */
  static final int LONG_WARM_UP_REQUESTS = 500_000;

  /** Few connections, as of a small installation. */
  static final int FEW = 8;

  /** Many connections, more than the server has processors. */
  static final int MANY = 64;

  /** About 20 minutes for all sections on a machine with two processors. */
  static final Plan QUICK =
      new Plan(
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          4,
          Duration.ofSeconds(30),
          3,
          100_000,
          20,
          Duration.ofSeconds(5),
          Duration.ofMillis(400),
          false);

  /** Some hours. */
  static final Plan FULL =
      new Plan(
          Duration.ofMinutes(1),
          Duration.ofSeconds(10),
          11,
          Duration.ofMinutes(5),
          11,
          10_000_000,
          1000,
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          true);
}
