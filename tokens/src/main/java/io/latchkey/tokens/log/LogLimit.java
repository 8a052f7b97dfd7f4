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
 * Limits the log lines about rejected requests: for each reason and address (for IPv6, each /64
 * network) one line every {@value #INTERVAL_SECONDS} seconds; for all addresses together {@value
 * #BURST} lines at once, then one every {@value #REFILL_MILLIS} milliseconds. Safe for use by
 * several threads.
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
   * Creates a limit.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime}
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
   * Decides whether to write a line now.
   *
   * @param address the address of the connection; empty if it has none
   * @return the number of lines that were skipped since the last written line; empty if this line
   *     is skipped too
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

  /** How many reasons and addresses are cached now. */
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
