package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.base.net.RemoteNetwork;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the rejected tokens of each client address: {@value #BURST} at once, then one every
 * {@value #REFILL_SECONDS} seconds. A valid token does not reset the failure count of an address;
 * otherwise one valid token would pay for any number of guesses. An IPv6 address counts as its /64
 * network. An application has one limiter, see {@link
 * io.latchkey.base.http.ContextAttributes#FAILED_TOKEN_RATE_LIMITER}.
 *
 * <p>The limiter also ranks addresses for the queue of key derivations. An address without a
 * rejected token in the last minute goes before the others, also if it repeats requests that found
 * no place in the queue. Of the others, the address with the fewest recent attempts goes first.
 *
 * <p>Safe for use by several threads; takes no lock. Requests that are checked at the same time may
 * exceed the limit by their number.
 */
public final class FailedTokenRateLimiter {
  /** How many rejected tokens an address may send at once. */
  public static final int BURST = 20;

  /** After how many seconds an address may send one more. */
  public static final long REFILL_SECONDS = 3;

  /** How many addresses are kept; beyond that the least recently used are discarded. */
  static final int MAX_ADDRESSES = 100_000;

  private static final int MAX_RANK = 1000;

  /** The least rank of an address with a token that was rejected within {@link #FULL_NANOS}. */
  private static final int RANK_OF_FAILED = 2;

  private static final Duration REFILL = Duration.ofSeconds(REFILL_SECONDS);
  private static final long REFILL_NANOS = REFILL.toNanos();
  private static final long FULL_NANOS = BURST * REFILL_NANOS;

  private final LongSupplier nanoTime;
  private final Cache<String, Account> accounts;

  /** Creates a limiter that measures time with {@link System#nanoTime}. */
  public FailedTokenRateLimiter() {
    this(System::nanoTime);
  }

  /**
   * Creates a limiter.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime}
   */
  public FailedTokenRateLimiter(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    accounts =
        Caffeine.newBuilder()
            .maximumSize(MAX_ADDRESSES)
            .expireAfterWrite(Duration.ofNanos(FULL_NANOS))
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** How many addresses are kept now. */
  long addresses() {
    accounts.cleanUp();
    return accounts.estimatedSize();
  }

  /**
   * Whether no address has recent failures or derivations for rejected tokens. This check costs
   * little.
   */
  public boolean isEmpty() {
    return accounts.asMap().isEmpty();
  }

  /**
   * Records that this address needs a key derived for a salt that is not yet verified.
   *
   * @param address null for a connection without an address
   * @return 0 if the address has no recent attempt, or else 1 if none of its tokens was rejected
   *     within a minute, or else 2 and the number of its recent attempts. A valid token takes back
   *     an attempt with {@link #recordSuccess}; the others expire, one every {@value
   *     #REFILL_SECONDS} seconds
   */
  public int rank(@Nullable String address) {
    int[] rank = new int[1];
    change(address, (account, now) -> rank[0] = account.attempt(now));
    return rank[0];
  }

  /** Takes back one {@link #rank}, because the token was valid. */
  public void recordSuccess(@Nullable String address) {
    accounts
        .asMap()
        .computeIfPresent(
            RemoteNetwork.of(address),
            (network, account) -> {
              account.succeed();
              return account.isClear(nanoTime.getAsLong()) ? null : account;
            });
  }

  /** How long this address has to wait before its next token; empty if it need not wait. */
  public Optional<Duration> waitFor(@Nullable String address) {
    Account account = accounts.getIfPresent(RemoteNetwork.of(address));
    return account == null ? Optional.empty() : account.waitFrom(nanoTime.getAsLong());
  }

  /** Counts one rejected token of this address. */
  public void recordFailure(@Nullable String address) {
    change(address, Account::fail);
  }

  /** Changes an account in the map only, so that no change is lost to {@link #recordSuccess}. */
  private void change(@Nullable String address, AccountChange change) {
    long now = nanoTime.getAsLong();
    accounts
        .asMap()
        .compute(
            RemoteNetwork.of(address),
            (network, existing) -> {
              Account account = existing == null ? new Account(now) : existing;
              change.apply(account, now);
              return account;
            });
  }

  private interface AccountChange {
    void apply(Account account, long now);
  }

  /** When the failures of an address expire, and when its derivations for rejected tokens do. */
  private static final class Account {
    private final AtomicLong failuresExpireAt;
    private final AtomicLong attemptsExpireAt;

    /** Until when the last failure decides about the rank. */
    private volatile long failedUntil;

    Account(long now) {
      failuresExpireAt = new AtomicLong(now);
      attemptsExpireAt = new AtomicLong(now);
      failedUntil = now;
    }

    int attempt(long now) {
      long before =
          attemptsExpireAt.getAndUpdate(
              at -> now + Math.min(MAX_RANK * REFILL_NANOS, Math.max(0, at - now) + REFILL_NANOS));
      int attempts = (int) ((Math.max(0, before - now) + REFILL_NANOS - 1) / REFILL_NANOS);
      return failedUntil - now > 0 ? RANK_OF_FAILED + attempts : Math.min(1, attempts);
    }

    void succeed() {
      attemptsExpireAt.addAndGet(-REFILL_NANOS);
    }

    void fail(long now) {
      failuresExpireAt.updateAndGet(
          at -> now + Math.min(FULL_NANOS, Math.max(0, at - now) + REFILL_NANOS));
      failedUntil = now + FULL_NANOS;
    }

    boolean isClear(long now) {
      return failedUntil - now <= 0 && attemptsExpireAt.get() - now <= 0;
    }

    Optional<Duration> waitFrom(long now) {
      long wait = failuresExpireAt.get() - now - (FULL_NANOS - REFILL_NANOS);
      return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
    }
  }
}
