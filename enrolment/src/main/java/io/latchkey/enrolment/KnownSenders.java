package io.latchkey.enrolment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The senders that have authenticated themselves: the failures of others at their address do not
 * delay them, as long as at most {@value #MAX_EXEMPT} requests a minute name the sender from this
 * address. The last {@value #MAX_KNOWN} senders of a day are kept. Safe for use by several threads.
 */
public final class KnownSenders {
  /** Requests in {@link #WINDOW} that a throttled address may send for a known sender. */
  static final int MAX_EXEMPT = 600;

  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MAX_KNOWN = 10_000;
  private static final Duration KNOWN_FOR = Duration.ofDays(1);

  private final Cache<String, Boolean> known;
  private final Cache<Claim, AtomicInteger> exempt;

  /** A sender that a request names, and where the request comes from. */
  private record Claim(String sender, Optional<String> address) {}

  /** Creates an empty set. */
  public KnownSenders() {
    this(System::nanoTime);
  }

  KnownSenders(LongSupplier nanoTime) {
    known = cache(KNOWN_FOR, nanoTime);
    exempt = cache(WINDOW, nanoTime);
  }

  private static <K, V> Cache<K, V> cache(Duration duration, LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(MAX_KNOWN)
        .expireAfterWrite(duration)
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run)
        .build();
  }

  /**
   * Returns how long a sender has to wait because of the failures at its address; empty if it need
   * not.
   *
   * @param sender what the request claims, such as the id of a key; it may be forged
   */
  public Optional<Duration> waitTime(String sender, Sender from) {
    return from.waitTime().filter(wait -> !isExempt(sender, from));
  }

  private boolean isExempt(String sender, Sender from) {
    return known.getIfPresent(sender) != null
        && exempt
                .get(new Claim(sender, from.address()), claim -> new AtomicInteger())
                .incrementAndGet()
            <= MAX_EXEMPT;
  }

  /** Adds a sender that has proved what it claims. */
  public void add(String sender) {
    known.put(sender, true);
  }
}
