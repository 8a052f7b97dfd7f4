package io.latchkey.base.text;

import java.time.Duration;
import java.time.Instant;

/** The difference between a time that a client presents and the clock of the server. */
public final class ClockDifference {
  private ClockDifference() {}

  /** Returns the whole seconds from one time to a later time, rounded up. */
  public static long seconds(Instant from, Instant to) {
    return Duration.between(from, to).plusNanos(999_999_999).toSeconds();
  }
}
