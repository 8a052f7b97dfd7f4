package io.latchkey.filter.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.net.RemoteNetwork;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many refused tokens a remote address may still send before its tokens are no longer looked
 * at: {@value #BURST} at once, then one every {@value #REFILL_SECONDS} seconds. A good token gives
 * nothing back, else one good token would pay for any number of guesses. Besides, who has to wait
 * for whom when key derivations are scarce.
 *
 * <p>Safe for use by several threads; takes no lock. Several requests that are judged at the same
 * time may overdraw the budget by as many; how many are judged at once is bounded elsewhere.
 */
public final class FailureBudget {
  public static final int BURST = 20;
  public static final long REFILL_SECONDS = 3;

  /** Beyond this number of addresses those least used are forgotten. */
  static final int MAX_ADDRESSES = 100_000;

  private static final int MAX_RANK = 1000;
  private static final Duration REFILL = Duration.ofSeconds(REFILL_SECONDS);
  private static final long REFILL_NANOS = REFILL.toNanos();
  private static final long FULL_NANOS = BURST * REFILL_NANOS;

  private final Ticker ticker;
  private final Cache<String, Account> accounts;

  /**
   * @param ticker a clock that no setting of the time moves
   */
  public FailureBudget(Ticker ticker) {
    this.ticker = ticker;
    accounts =
        Caffeine.newBuilder()
            .maximumSize(MAX_ADDRESSES)
            .expireAfterAccess(Duration.ofNanos(FULL_NANOS))
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** How many addresses are remembered now. */
  long addresses() {
    accounts.cleanUp();
    return accounts.estimatedSize();
  }

  /** Whether no address has sent a refused token lately. */
  public boolean isUntouched() {
    return accounts.asMap().isEmpty();
  }

  /**
   * Notes that this address wants a key derived for a salt that nobody has proved yet.
   *
   * @return how many it has wanted lately in vain: whoever has wanted fewest goes first. A good
   *     token takes its one back through {@link #prove}; the others are forgotten, one every
   *     {@value #REFILL_SECONDS} seconds
   */
  public int rank(@Nullable String address) {
    long now = ticker.read();
    return accounts.get(RemoteNetwork.of(address), key -> new Account(now)).attempt(now);
  }

  /** Takes back one {@link #rank}: the token was good. */
  public void prove(@Nullable String address) {
    Account account = accounts.getIfPresent(RemoteNetwork.of(address));
    if (account != null) {
      account.prove();
    }
  }

  /** How long this address has to wait for its next try; empty when it need not. */
  public Optional<Duration> waitFor(@Nullable String address) {
    Account account = accounts.getIfPresent(RemoteNetwork.of(address));
    return account == null ? Optional.empty() : account.waitFrom(ticker.read());
  }

  /** Takes one refused token off the budget of this address. */
  public void charge(@Nullable String address) {
    long now = ticker.read();
    accounts.get(RemoteNetwork.of(address), key -> new Account(now)).charge(now);
  }

  /** Holds when the budget will be full again, and when the last vain attempt is forgotten. */
  private static final class Account {
    private final AtomicLong fullAt;
    private final AtomicLong forgottenAt;

    Account(long now) {
      fullAt = new AtomicLong(now);
      forgottenAt = new AtomicLong(now);
    }

    int attempt(long now) {
      long before =
          forgottenAt.getAndUpdate(
              at -> now + Math.min(MAX_RANK * REFILL_NANOS, Math.max(0, at - now) + REFILL_NANOS));
      return (int) ((Math.max(0, before - now) + REFILL_NANOS - 1) / REFILL_NANOS);
    }

    void prove() {
      forgottenAt.addAndGet(-REFILL_NANOS);
    }

    void charge(long now) {
      fullAt.updateAndGet(
          full -> now + Math.min(FULL_NANOS, Math.max(0, full - now) + REFILL_NANOS));
    }

    Optional<Duration> waitFrom(long now) {
      long wait = fullAt.get() - now - (FULL_NANOS - REFILL_NANOS);
      return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
    }
  }
}
