package io.latchkey.tokens;

import java.time.Duration;

/**
 * The fetch interval and the maximum age of a {@link RemoteKeySet}.
 *
 * @param refresh the interval between two fetches, from 10 seconds to 30 days
 * @param maxAge how long the last valid set may be used while the source is unreachable, from
 *     {@code refresh} to 365 days
 */
public record KeySetFreshness(Duration refresh, Duration maxAge) {
  /** The shortest interval. */
  public static final Duration MIN_REFRESH = Duration.ofSeconds(10);

  /** The longest interval. */
  public static final Duration MAX_REFRESH = Duration.ofDays(30);

  /** The highest maximum age. */
  public static final Duration MAX_MAX_AGE = Duration.ofDays(365);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public KeySetFreshness {
    if (refresh.compareTo(MIN_REFRESH) < 0 || refresh.compareTo(MAX_REFRESH) > 0) {
      throw new IllegalArgumentException(
          "refresh must be from %s to %s, not %s".formatted(MIN_REFRESH, MAX_REFRESH, refresh));
    }
    if (maxAge.compareTo(refresh) < 0 || maxAge.compareTo(MAX_MAX_AGE) > 0) {
      throw new IllegalArgumentException(
          "maxAge must be from %s to %s, not %s".formatted(refresh, MAX_MAX_AGE, maxAge));
    }
  }

  /** An interval of 5 minutes and a maximum age of 24 hours. */
  public static KeySetFreshness standard() {
    return new KeySetFreshness(Duration.ofMinutes(5), Duration.ofHours(24));
  }
}
