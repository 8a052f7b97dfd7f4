package io.latchkey.base.http;

import java.time.Duration;

/** The header {@code Retry-After} in seconds (RFC 9110 section 10.2.3). */
public final class RetryAfter {
  /** The name of the header. */
  public static final String HEADER = "Retry-After";

  /** How long a client waits if the server cannot answer now. */
  public static final Duration DEFAULT = Duration.ofSeconds(5);

  private RetryAfter() {}

  /** Returns whole seconds, at least 1, rounded up so that a client never comes too early. */
  public static long seconds(Duration wait) {
    return Math.max(1, wait.plusNanos(999_999_999).toSeconds());
  }
}
