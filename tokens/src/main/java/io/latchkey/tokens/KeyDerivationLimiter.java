package io.latchkey.tokens;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Limits how many key derivations run and wait at the same time. An application has one limiter for
 * all its {@linkplain TokenVerifier verifiers} and protocols, see {@link
 * io.latchkey.base.http.ContextAttributes#KEY_DERIVATION_LIMITER}. When the keys change, the new
 * verifier shares the limiter of the previous one, so that the limit applies to both and the
 * counters continue.
 *
 * <p>Each derivation is also an event of Java Flight Recorder, {@code io.latchkey.KeyDerivation}.
 * Safe for use by several threads.
 */
public final class KeyDerivationLimiter {
  /** The highest limit of concurrent derivations. */
  public static final int MAX_CONCURRENCY = 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final Duration maxWait;
  private final DerivationQueue queue;
  private final VerificationStatistics statistics = new VerificationStatistics();

  /**
   * Creates a limiter whose counters are 0.
   *
   * @param concurrency how many derivations may run at once, from 1 to {@value #MAX_CONCURRENCY};
   *     sixteen times as many may wait
   * @throws IllegalArgumentException if that is out of range
   */
  public KeyDerivationLimiter(int concurrency) {
    this(concurrency, MAX_WAIT);
  }

  /** Creates a limiter in which a derivation waits for another time than 5 seconds, for tests. */
  KeyDerivationLimiter(int concurrency, Duration maxWait) {
    checkRange(concurrency);
    this.maxWait = maxWait;
    queue = new DerivationQueue(concurrency, maxWait);
  }

  /** The limit that is used if none is configured: half the processors, at least 1. */
  public static int standardConcurrency() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  static void checkRange(int concurrency) {
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      throw new IllegalArgumentException(
          "the concurrency must be from 1 to %d, not %d".formatted(MAX_CONCURRENCY, concurrency));
    }
  }

  /**
   * Raises the limit to {@code concurrency}; does nothing if the limit is that high already.
   *
   * @throws IllegalArgumentException if the value is not from 1 to {@value #MAX_CONCURRENCY}
   */
  public void raiseTo(int concurrency) {
    checkRange(concurrency);
    queue.raiseTo(concurrency);
  }

  /** The counters of the verifiers that share this limiter. */
  public VerificationStatistics statistics() {
    return statistics;
  }

  /** How many keys are being derived now. */
  public int running() {
    return queue.running();
  }

  /** How many derivations are waiting now. */
  public int waiting() {
    return queue.waiting();
  }

  /** The longest time that a derivation waits for a free slot, or for the same derivation. */
  Duration maxWait() {
    return maxWait;
  }

  /**
   * Derives a key, after waiting for a free slot.
   *
   * @param rank the order in which waiting derivations start: the lowest first, such as {@link
   *     FailedTokenRateLimiter#rank}
   * @param derivation runs in this thread, at most once
   * @return the result of {@code derivation}
   * @throws InvalidTokenException {@link Reason#BUSY} if the queue is full or the wait too long
   */
  public <T> T derive(int rank, Supplier<T> derivation) throws InvalidTokenException {
    return derive(() -> queue.enter(rank), derivation);
  }

  /**
   * Derives a key if a slot is free now. Derivations that wait have precedence over this one.
   *
   * @param derivation runs in this thread, at most once
   * @return the result of {@code derivation}
   * @throws InvalidTokenException {@link Reason#BUSY} if no slot is free
   */
  public <T> T deriveAtOnce(Supplier<T> derivation) throws InvalidTokenException {
    return derive(queue::tryEnter, derivation);
  }

  private <T> T derive(BooleanSupplier entrance, Supplier<T> derivation)
      throws InvalidTokenException {
    KeyDerivationJfrEvent event = new KeyDerivationJfrEvent();
    event.begin();
    long asked = System.nanoTime();
    boolean entered = entrance.getAsBoolean();
    long began = System.nanoTime();
    statistics.waited(began - asked);
    try {
      if (!entered) {
        statistics.rejected();
        throw busy();
      }
      return derive(began, derivation);
    } finally {
      event.end();
      if (event.shouldCommit()) {
        event.waited = began - asked;
        event.derived = entered;
        event.commit();
      }
    }
  }

  private <T> T derive(long began, Supplier<T> derivation) {
    try {
      T key = derivation.get();
      statistics.derived();
      return key;
    } finally {
      queue.leave();
      statistics.worked(System.nanoTime() - began);
    }
  }

  static InvalidTokenException busy() {
    return InvalidTokenException.busy(RETRY_AFTER);
  }
}
