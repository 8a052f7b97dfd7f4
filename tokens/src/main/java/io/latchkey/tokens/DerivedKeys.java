package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.keys.HmacKey;

/**
 * The keys that one pre-shared key gives with the salts of tokens. A stranger can make up salts
 * without end and each costs a derivation, so three bounds hold: a key is kept only once a token
 * has proved that its maker knows the secret, each salt is derived by one thread at a time, and
 * derivations under way and waiting are limited. Beyond that the caller is told to come again.
 */
final class DerivedKeys {
  private static final int MAX_KEPT = 10_000;
  private static final int MAX_JOINED = 256;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final PreSharedKey psk;
  private final KeyDerivation derivation;
  private final Gate gate;
  private final Cache<Salt, HmacKey> verified =
      Caffeine.newBuilder().maximumSize(MAX_KEPT).executor(Runnable::run).build();
  private final ConcurrentMap<Salt, CompletableFuture<HmacKey>> underWay =
      new ConcurrentHashMap<>();
  private final AtomicInteger joined = new AtomicInteger();

  DerivedKeys(PreSharedKey psk, KeyDerivation derivation, Gate gate) {
    this.psk = psk;
    this.derivation = derivation;
    this.gate = gate;
  }

  PreSharedKey psk() {
    return psk;
  }

  /** Whether a token with this salt has been verified before. */
  boolean knows(Salt salt) {
    return verified.getIfPresent(salt) != null;
  }

  /**
   * Runs a check of a signature with the key of a salt, and keeps the key if it passes.
   *
   * @throws InvalidTokenException {@link Reason#BUSY} if the key has to be derived and too many
   *     derivations are waiting already
   */
  boolean verify(Salt salt, SignatureCheck check) throws InvalidTokenException {
    HmacKey known = verified.getIfPresent(salt);
    if (known != null) {
      return check.passes(known);
    }
    CompletableFuture<HmacKey> mine = new CompletableFuture<>();
    CompletableFuture<HmacKey> other = underWay.putIfAbsent(salt, mine);
    if (other != null) {
      return keepIfPasses(salt, join(other), check);
    }
    try {
      return keepIfPasses(salt, derive(salt, mine), check);
    } finally {
      // Only now: whoever comes next finds the key either here or among the verified ones.
      underWay.remove(salt, mine);
      mine.cancel(false);
    }
  }

  private boolean keepIfPasses(Salt salt, HmacKey key, SignatureCheck check) {
    boolean passes = check.passes(key);
    if (passes) {
      verified.put(salt, key);
    }
    return passes;
  }

  private HmacKey derive(Salt salt, CompletableFuture<HmacKey> result)
      throws InvalidTokenException {
    gate.enter();
    try {
      HmacKey key = derivation.derive(psk, salt.bytes());
      result.complete(key);
      return key;
    } finally {
      gate.leave();
    }
  }

  private HmacKey join(CompletableFuture<HmacKey> derivationUnderWay) throws InvalidTokenException {
    try {
      if (joined.incrementAndGet() > MAX_JOINED) {
        throw InvalidTokenException.busy(RETRY_AFTER);
      }
      return derivationUnderWay.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InvalidTokenException.busy(RETRY_AFTER);
    } catch (ExecutionException | TimeoutException | java.util.concurrent.CancellationException e) {
      throw InvalidTokenException.busy(RETRY_AFTER);
    } finally {
      joined.decrementAndGet();
    }
  }

  /** A check of one token's signature with a key. */
  @FunctionalInterface
  interface SignatureCheck {
    boolean passes(HmacKey key);
  }

  /**
   * Lets a number of derivations run at once and a few more wait; shared by all pre-shared keys.
   */
  static final class Gate {
    private static final int WAITING_PER_RUNNING = 16;

    private final int places;
    private final Semaphore running;
    private final Semaphore admitted;

    Gate(int concurrency) {
      running = new Semaphore(concurrency, true);
      places = concurrency * (1 + WAITING_PER_RUNNING);
      admitted = new Semaphore(places);
    }

    void enter() throws InvalidTokenException {
      if (!admitted.tryAcquire()) {
        throw InvalidTokenException.busy(RETRY_AFTER);
      }
      boolean entered = false;
      try {
        entered = running.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        if (!entered) {
          admitted.release();
        }
      }
      if (!entered) {
        throw InvalidTokenException.busy(RETRY_AFTER);
      }
    }

    /** How many derive or wait. */
    int occupied() {
      return places - admitted.availablePermits();
    }

    void leave() {
      running.release();
      admitted.release();
    }
  }
}
