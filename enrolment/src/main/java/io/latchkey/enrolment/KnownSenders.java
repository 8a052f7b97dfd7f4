package io.latchkey.enrolment;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Optional;

/**
 * The senders that have authenticated themselves: the failures of others at their address do not
 * delay them. The last {@value #MAX_KNOWN} of a day are kept. Safe for use by several threads.
 */
public final class KnownSenders {
  private static final int MAX_KNOWN = 10_000;
  private static final Duration KNOWN_FOR = Duration.ofDays(1);

  private final Cache<String, Boolean> known =
      Caffeine.newBuilder()
          .maximumSize(MAX_KNOWN)
          .expireAfterAccess(KNOWN_FOR)
          .executor(Runnable::run)
          .build();

  /** Creates an empty set. */
  public KnownSenders() {}

  /**
   * Returns how long a sender has to wait because of the failures at its address; empty if it need
   * not.
   *
   * @param sender what the request claims, such as the id of a key; it may be forged
   */
  public Optional<Duration> waitTime(String sender, Sender from) {
    return from.waitTime().filter(wait -> known.getIfPresent(sender) == null);
  }

  /** Adds a sender that has proved what it claims. */
  public void add(String sender) {
    known.put(sender, true);
  }
}
