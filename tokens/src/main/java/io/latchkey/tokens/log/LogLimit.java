package io.latchkey.tokens.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.base.net.RemoteNetwork;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps a flood out of the log: a line for each reason and address (for IPv6, network of 64 bits)
 * every {@value #INTERVAL_SECONDS} seconds, and {@value #BURST} lines of all addresses together at
 * once, then one every {@value #REFILL_MILLIS} milliseconds. Safe for use by several threads.
 */
public final class LogLimit {
  static final long INTERVAL_SECONDS = 60;
  static final int BURST = 100;
  static final long REFILL_MILLIS = 500;

  private static final int MAX_KEYS = 10_000;
  private static final long REFILL_NANOS = Duration.ofMillis(REFILL_MILLIS).toNanos();

  private final LongSupplier nanoTime;
  private final AtomicLong fullAt;
  private final AtomicLong suppressed = new AtomicLong();
  private final Cache<Key, Boolean> lately;

  /**
   * Begins with nothing written.
   *
   * @param nanoTime tells how much time has passed, as {@link System#nanoTime} does
   */
  public LogLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    fullAt = new AtomicLong(nanoTime.getAsLong());
    lately =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterWrite(Duration.ofSeconds(INTERVAL_SECONDS))
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Whether to write a line now.
   *
   * @param address as the server gives it; empty when the connection has none
   * @return how many lines were left out since the last one that was written; empty if this one is
   *     to be left out too
   */
  public OptionalLong next(String reason, Optional<String> address) {
    Key key = new Key(reason, RemoteNetwork.of(address.orElse(null)));
    if (lately.getIfPresent(key) != null || lately.asMap().putIfAbsent(key, true) != null) {
      suppressed.incrementAndGet();
      return OptionalLong.empty();
    }
    if (!takeFromAll()) {
      lately.invalidate(key);
      suppressed.incrementAndGet();
      return OptionalLong.empty();
    }
    return OptionalLong.of(suppressed.getAndSet(0));
  }

  /** How many reasons and addresses are remembered now. */
  long remembered() {
    lately.cleanUp();
    return lately.estimatedSize();
  }

  private boolean takeFromAll() {
    long now = nanoTime.getAsLong();
    while (true) {
      long full = fullAt.get();
      long owed = Math.max(0, full - now);
      if (owed > (BURST - 1) * REFILL_NANOS) {
        return false;
      }
      if (fullAt.compareAndSet(full, now + owed + REFILL_NANOS)) {
        return true;
      }
    }
  }

  private record Key(String reason, String network) {}
}
