package io.latchkey.tokens;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jose4j.keys.HmacKey;

/**
 * The work that verifying tokens makes, bounded and counted. Verifiers that follow one another
 * because the keys change share one, so that the bound holds for all of them together and the
 * counts go on.
 *
 * <p>Key derivations are also events of Java Flight Recorder, {@code io.latchkey.KeyDerivation}.
 * Safe for use by several threads.
 */
public final class VerificationLoad {
  /** The most derivations that may run at once. */
  public static final int MAX_CONCURRENCY = 1024;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final DerivationQueue queue;
  private final LongAdder derivations = new LongAdder();
  private final LongAdder derivationNanos = new LongAdder();
  private final LongAdder waitedNanos = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder rememberedTokens = new LongAdder();
  private final LongAdder rememberedKeys = new LongAdder();

  /**
   * Begins with nothing counted.
   *
   * @param concurrency how many derivations may run at once, from 1 to {@value #MAX_CONCURRENCY};
   *     sixteen times as many may wait
   * @throws IllegalArgumentException if that is out of range
   */
  public VerificationLoad(int concurrency) {
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      throw new IllegalArgumentException(
          "the concurrency must be from 1 to %d, not %d".formatted(MAX_CONCURRENCY, concurrency));
    }
    queue = new DerivationQueue(concurrency);
  }

  /** How many keys have been derived. */
  public long derivations() {
    return derivations.sum();
  }

  /** What all those derivations took, without the waiting. */
  public Duration derivationTime() {
    return Duration.ofNanos(derivationNanos.sum());
  }

  /** How long all who wanted a key derived have waited for their turn, also in vain. */
  public Duration waitingTime() {
    return Duration.ofNanos(waitedNanos.sum());
  }

  /** How many were turned away with {@link Reason#BUSY} instead of getting their turn. */
  public long turnedAway() {
    return turnedAway.sum();
  }

  /** How many keys are being derived now. */
  public int running() {
    return queue.running();
  }

  /** How many wait for their turn now. */
  public int waiting() {
    return queue.waiting();
  }

  /** How many tokens did not have to be verified again: they had been found good before. */
  public long rememberedTokens() {
    return rememberedTokens.sum();
  }

  /** How many tokens were new but came with a salt whose key was there already. */
  public long rememberedKeys() {
    return rememberedKeys.sum();
  }

  void tokenWasRemembered() {
    rememberedTokens.increment();
  }

  void keyWasRemembered() {
    rememberedKeys.increment();
  }

  /**
   * Derives a key when it is its turn.
   *
   * @param rank who goes first when several wait: the lowest
   * @throws InvalidTokenException {@link Reason#BUSY} if there is no room
   */
  HmacKey derive(int rank, Supplier<HmacKey> derivation) throws InvalidTokenException {
    KeyDerivationEvent event = new KeyDerivationEvent();
    event.begin();
    long asked = System.nanoTime();
    boolean entered = queue.enter(rank);
    long began = System.nanoTime();
    waitedNanos.add(began - asked);
    try {
      if (!entered) {
        turnedAway.increment();
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

  private HmacKey derive(long began, Supplier<HmacKey> derivation) {
    try {
      HmacKey key = derivation.get();
      derivations.increment();
      return key;
    } finally {
      queue.leave();
      derivationNanos.add(System.nanoTime() - began);
    }
  }

  static InvalidTokenException busy() {
    return InvalidTokenException.busy(RETRY_AFTER);
  }
}
