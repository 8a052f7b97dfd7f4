package io.latchkey.tokens;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of the verifiers that share one {@link KeyDerivationLimiter}. Safe for use by several
 * threads.
 */
public final class VerificationStatistics {
  private final LongAdder derivations = new LongAdder();
  private final LongAdder derivationNanos = new LongAdder();
  private final LongAdder waitingNanos = new LongAdder();
  private final LongAdder rejections = new LongAdder();
  private final LongAdder cachedTokens = new LongAdder();
  private final LongAdder cachedKeys = new LongAdder();

  VerificationStatistics() {}

  /** How many keys have been derived. */
  public long derivations() {
    return derivations.sum();
  }

  /** The total time of all derivations, without the time in the queue. */
  public Duration derivationTime() {
    return Duration.ofNanos(derivationNanos.sum());
  }

  /** The total time that derivations have waited in the queue, rejected ones included. */
  public Duration waitingTime() {
    return Duration.ofNanos(waitingNanos.sum());
  }

  /** How many derivations were rejected with {@link Reason#BUSY}. */
  public long rejections() {
    return rejections.sum();
  }

  /** How many tokens were found in the cache of verified tokens. */
  public long cachedTokens() {
    return cachedTokens.sum();
  }

  /** How many tokens were not in the cache, but the key derived for their salt was. */
  public long cachedKeys() {
    return cachedKeys.sum();
  }

  void derived() {
    derivations.increment();
  }

  void worked(long nanos) {
    derivationNanos.add(nanos);
  }

  void waited(long nanos) {
    waitingNanos.add(nanos);
  }

  void rejected() {
    rejections.increment();
  }

  void foundToken() {
    cachedTokens.increment();
  }

  void foundKey() {
    cachedKeys.increment();
  }
}
