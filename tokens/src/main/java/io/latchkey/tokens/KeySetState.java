package io.latchkey.tokens;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * The state of a {@link RemoteKeySet}: its keys, when the next fetch is due, and what its listener
 * has to be told. Times are readings of a monotonic clock in nanoseconds. Safe for use by several
 * threads.
 */
final class KeySetState {
  /** The minimum time between two fetches for tokens, and after a failed fetch. */
  static final Duration RETRY_DELAY = Duration.ofMinutes(1);

  private final KeySetFreshness freshness;
  private final Duration grace;

  private volatile List<VerificationKey> keys = List.of();

  // Guarded by this.
  private OptionalLong lastAttempt = OptionalLong.empty();

  /** When the fetch of the last valid set began. */
  private long validSince;

  private boolean failing;

  /** Whether the listener has not accepted the keys yet. */
  private boolean unaccepted;

  /** Whether the keys have been removed because the set is too old. */
  private boolean expired;

  /** Whether a fetch had failed when the keys were removed. */
  private boolean expiredAfterFailure;

  /**
   * @param grace how long a fetch that began before the maximum age may still take
   */
  KeySetState(KeySetFreshness freshness, Duration grace) {
    this.freshness = freshness;
    this.grace = grace;
  }

  /** What the listener has to be told after a fetch. */
  enum Notice {
    NONE,
    /** The keys are the same; the last fetch failed or was not accepted. */
    RECOVERED,
    CHANGED
  }

  /** The keys of the last valid set; empty before the first one and if it is too old. */
  List<VerificationKey> keys() {
    return keys;
  }

  /** Notes that a fetch begins. */
  synchronized void begin(long now) {
    lastAttempt = OptionalLong.of(now);
  }

  /** Whether a fetch began within the last minute. */
  synchronized boolean isRecent(long now) {
    return lastAttempt.isPresent() && isWithin(RETRY_DELAY, lastAttempt.getAsLong(), now);
  }

  /** Whether the interval, or after a failure a shorter one, has passed since the last fetch. */
  synchronized boolean isDue(long now) {
    Duration refresh = freshness.refresh();
    Duration after = failing && RETRY_DELAY.compareTo(refresh) < 0 ? RETRY_DELAY : refresh;
    return lastAttempt.isPresent() && !isWithin(after, lastAttempt.getAsLong(), now);
  }

  private static boolean isWithin(Duration duration, long since, long now) {
    return now - since < duration.toNanos();
  }

  /** Takes the keys of a valid set. Call {@link #told} with the result of the listener. */
  synchronized Notice fetched(List<VerificationKey> fresh) {
    boolean changed = unaccepted || !fresh.equals(keys);
    boolean recovered = failing;
    unaccepted = changed;
    keys = fresh;
    validSince = lastAttempt.orElseThrow();
    expired = false;
    if (changed) {
      return Notice.CHANGED;
    }
    return recovered ? Notice.RECOVERED : Notice.NONE;
  }

  /**
   * Notes what the listener answered.
   *
   * @param accepted whether the keys are in use; also if there was nothing to tell
   */
  synchronized void told(boolean accepted) {
    unaccepted = unaccepted && !accepted;
    failing = !accepted;
  }

  /** Notes that a fetch failed, and returns whether the listener has to be told. */
  synchronized boolean failed() {
    boolean first = !failing;
    failing = true;
    return first;
  }

  /**
   * Removes the keys if they are too old.
   *
   * @return whether the listener has to be told, now or again; call {@link #toldOfExpiry} with its
   *     response
   */
  synchronized boolean expire(long now) {
    boolean first = !keys.isEmpty() && isTooOld(now);
    if (!first && !(expired && unaccepted)) {
      return false;
    }
    if (first) {
      expiredAfterFailure = failing;
    }
    keys = List.of();
    expired = true;
    unaccepted = true;
    return true;
  }

  /** Whether a fetch had failed when {@link #expire} removed the keys. */
  synchronized boolean expiredAfterFailure() {
    return expiredAfterFailure;
  }

  /** A fetch that is running when the maximum age is reached may still finish. */
  private boolean isTooOld(long now) {
    Duration age = Duration.ofNanos(now - validSince);
    return age.compareTo(freshness.maxAge().plus(failing ? Duration.ZERO : grace)) > 0;
  }

  /** Notes whether the removal is in effect. A set that was fetched meanwhile stays unaccepted. */
  synchronized void toldOfExpiry(boolean accepted) {
    unaccepted = unaccepted && !(expired && accepted);
  }
}
