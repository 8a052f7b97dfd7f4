package io.latchkey.base.rate;

import io.latchkey.base.net.RemoteNetwork;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  private static final long INTERVAL_NANOS = Duration.ofSeconds(INTERVAL_SECONDS).toNanos();
  private static final long REFILL_NANOS = Duration.ofMillis(REFILL_MILLIS).toNanos();

  private final LongSupplier nanoTime;

  /** When each line of the last interval was written, the oldest first. The rate bounds them. */
  private final Map<Key, Long> lately = new LinkedHashMap<>();

  private long fullAt;
  private long suppressed;

  /**
   * Creates a limit.
   *
   * @param nanoTime a monotonic clock in nanoseconds, such as {@link System#nanoTime}
   */
  public LogLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    fullAt = nanoTime.getAsLong();
  }

  /**
   * Decides whether to write a line now.
   *
   * @param address the address of the connection; empty if it has none
   * @return the number of lines that were skipped since the last written line; empty if this line
   *     is skipped too
   */
  public OptionalLong next(String reason, Optional<String> address) {
    return next(new Key(reason, RemoteNetwork.of(address.orElse(null))));
  }

  private synchronized OptionalLong next(Key key) {
    long now = nanoTime.getAsLong();
    forgetBefore(now - INTERVAL_NANOS);
    if (lately.containsKey(key) || !takeFromAll(now)) {
      suppressed++;
      return OptionalLong.empty();
    }
    lately.put(key, now);
    long skipped = suppressed;
    suppressed = 0;
    return OptionalLong.of(skipped);
  }

  private void forgetBefore(long limit) {
    Iterator<Long> times = lately.values().iterator();
    while (times.hasNext() && times.next() - limit <= 0) {
      times.remove();
    }
  }

  /** For tests: how many reasons and addresses are kept now. */
  synchronized int remembered() {
    return lately.size();
  }

  private boolean takeFromAll(long now) {
    long owed = Math.max(0, fullAt - now);
    if (owed > (BURST - 1) * REFILL_NANOS) {
      return false;
    }
    fullAt = now + owed + REFILL_NANOS;
    return true;
  }

  private record Key(String reason, String network) {}
}
