package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jose4j.keys.HmacKey;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are derived from one pre-shared key, by salt. A client can send any number of
 * made-up salts, and each costs a derivation. Three limits apply:
 *
 * <ul>
 *   <li>A key is cached only after a token with its salt was verified.
 *   <li>Each salt is derived by one thread at a time.
 *   <li>The number of running and waiting derivations is limited. Beyond it, tokens are rejected
 *       with {@link Reason#BUSY}.
 * </ul>
 */
final class DerivedKeys {
  private static final int MAX_KEPT = 10_000;
  private static final int MAX_IN_LINE = 64;

  private final PreSharedKey psk;
  private final KeyDerivation derivation;
  private final KeyDerivationLimiter limiter;
  private final Cache<Salt, HmacKey> kept =
      Caffeine.newBuilder().maximumSize(MAX_KEPT).executor(Runnable::run).build();
  private final ConcurrentMap<Salt, Derivation> underWay = new ConcurrentHashMap<>();
  private final AtomicInteger inLine = new AtomicInteger();

  DerivedKeys(PreSharedKey psk, KeyDerivation derivation, KeyDerivationLimiter limiter) {
    this.psk = psk;
    this.derivation = derivation;
    this.limiter = limiter;
  }

  PreSharedKey psk() {
    return psk;
  }

  /** Whether the keys are derived from this pre-shared key in this way. */
  boolean isOf(PreSharedKey otherPsk, KeyDerivation otherDerivation) {
    return psk.equals(otherPsk) && derivation.equals(otherDerivation);
  }

  /** Whether the key of this salt is cached. */
  boolean hasVerified(Salt salt) {
    return kept.getIfPresent(salt) != null;
  }

  /** Returns the cached key of this salt; null if the key must be derived. */
  @Nullable HmacKey find(Salt salt) {
    HmacKey known = kept.getIfPresent(salt);
    if (known != null) {
      limiter.statistics().foundKey();
    }
    return known;
  }

  /**
   * Verifies a signature with the key of a salt, and caches the key if the signature is valid.
   *
   * @param rank the priority in the queue of derivations: the lowest goes first; called only if the
   *     key must be derived
   * @throws InvalidTokenException {@link Reason#BUSY} if the key must be derived and the queue is
   *     full
   */
  boolean verify(Salt salt, IntSupplier rank, SignatureCheck check) throws InvalidTokenException {
    return verify(salt, false, rank, check);
  }

  /**
   * The same for a salt of a token that may have been verified with another pre-shared key. The key
   * is then cached even if the signature is invalid. Otherwise every client that has seen the salt
   * could cause a derivation with each token.
   */
  boolean verify(Salt salt, boolean proved, IntSupplier rank, SignatureCheck check)
      throws InvalidTokenException {
    HmacKey known = find(salt);
    if (known != null) {
      return check.passes(known);
    }
    Derivation mine = new Derivation();
    Derivation other = underWay.putIfAbsent(salt, mine);
    if (other != null) {
      return check(salt, proved, join(other), check);
    }
    try {
      HmacKey late = find(salt);
      if (late != null) {
        // Another thread has derived it since the first look.
        mine.complete(late);
        return check.passes(late);
      }
      return check(salt, proved, derive(salt, rank, mine), check);
    } finally {
      // Only now, so that the next thread finds the key either here or in the cache.
      underWay.remove(salt, mine);
      mine.cancel(false);
    }
  }

  private boolean check(Salt salt, boolean proved, HmacKey key, SignatureCheck check) {
    boolean passes = check.passes(key);
    if (passes || proved) {
      kept.put(salt, key);
    }
    return passes;
  }

  private HmacKey derive(Salt salt, IntSupplier rank, Derivation mine)
      throws InvalidTokenException {
    HmacKey key =
        limiter.derive(
            rank.getAsInt(),
            () -> {
              mine.running = true;
              return derivation.derive(psk, salt.bytes());
            });
    mine.complete(key);
    return key;
  }

  /**
   * Waits for the derivation of another thread. Any number of threads may wait for a running
   * derivation, because it ends soon; this happens when a component sends its first requests all at
   * once. Only a few may wait for a queued derivation, because each blocks a thread of the server.
   */
  private HmacKey join(Derivation other) throws InvalidTokenException {
    if (other.running || limiter.waiting() == 0) {
      return await(other);
    }
    try {
      if (inLine.incrementAndGet() > MAX_IN_LINE) {
        throw KeyDerivationLimiter.busy();
      }
      return await(other);
    } finally {
      inLine.decrementAndGet();
    }
  }

  private HmacKey await(Derivation derivation) throws InvalidTokenException {
    try {
      return derivation.get(limiter.maxWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KeyDerivationLimiter.busy();
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      throw KeyDerivationLimiter.busy();
    }
  }

  /** A pending key of one salt. */
  private static final class Derivation extends CompletableFuture<HmacKey> {
    private volatile boolean running;
  }

  /** Verifies the signature of one token with a key. */
  @FunctionalInterface
  interface SignatureCheck {
    boolean passes(HmacKey key);
  }
}
