package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
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

/**
 * The keys that one pre-shared key gives with the salts of tokens. A stranger can make up salts
 * without end and each costs a derivation, so three bounds hold: a key is kept only once a token
 * with its salt has proved that its maker knows a secret, each salt is derived by one thread at a
 * time, and derivations under way and waiting are limited. Beyond that the caller is told to come
 * again.
 */
final class DerivedKeys {
  private static final int MAX_KEPT = 10_000;
  private static final int MAX_IN_LINE = 64;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

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

  /** Whether these are the keys that this pre-shared key gives, derived in this way. */
  boolean isOf(PreSharedKey otherPsk, KeyDerivation otherDerivation) {
    return psk.equals(otherPsk) && derivation.equals(otherDerivation);
  }

  /** Whether the key of this salt is kept. */
  boolean hasVerified(Salt salt) {
    return kept.getIfPresent(salt) != null;
  }

  /**
   * Runs a check of a signature with the key of a salt, and keeps the key if it passes.
   *
   * @param rank who goes first when several keys have to be derived: the lowest; asked only then
   * @throws InvalidTokenException {@link Reason#BUSY} if the key has to be derived and too many
   *     derivations are waiting already
   */
  boolean verify(Salt salt, IntSupplier rank, SignatureCheck check) throws InvalidTokenException {
    return verify(salt, false, rank, check);
  }

  /**
   * The same for a salt that may have been proved with another pre-shared key. Then the key is kept
   * whatever comes of the check: else everybody who has seen that salt could have it derived again
   * and again.
   */
  boolean verify(Salt salt, boolean proved, IntSupplier rank, SignatureCheck check)
      throws InvalidTokenException {
    HmacKey known = kept.getIfPresent(salt);
    if (known != null) {
      limiter.statistics().foundKey();
      return check.passes(known);
    }
    Derivation mine = new Derivation();
    Derivation other = underWay.putIfAbsent(salt, mine);
    if (other != null) {
      return check(salt, proved, join(other), check);
    }
    try {
      return check(salt, proved, derive(salt, rank, mine), check);
    } finally {
      // Only now: whoever comes next finds the key either here or among the verified ones.
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
   * Waits for what another thread derives. One that runs ends soon, so any number may wait for it,
   * as when a component sends its first requests all at once; in line behind others only a few may,
   * since each holds one of the server's threads.
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

  private static HmacKey await(Derivation derivation) throws InvalidTokenException {
    try {
      return derivation.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KeyDerivationLimiter.busy();
    } catch (ExecutionException | TimeoutException | CancellationException e) {
      throw KeyDerivationLimiter.busy();
    }
  }

  /** The key of one salt, to come. */
  private static final class Derivation extends CompletableFuture<HmacKey> {
    private volatile boolean running;
  }

  /** A check of one token's signature with a key. */
  @FunctionalInterface
  interface SignatureCheck {
    boolean passes(HmacKey key);
  }
}
