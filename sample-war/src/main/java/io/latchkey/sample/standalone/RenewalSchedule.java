package io.latchkey.sample.standalone;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** When to renew a certificate. */
final class RenewalSchedule {
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);
  private static final double JITTER = 0.05;

  private RenewalSchedule() {}

  /**
   * When a third of the time from now to the end is left, up to a twentieth of it earlier: servers
   * that were started together do not renew together.
   */
  static Instant due(Instant now, Instant expiresAt, RandomGenerator random) {
    Duration life = Duration.between(now, expiresAt);
    double part = 2.0 / 3 - random.nextDouble() * JITTER;
    return now.plus(atLeast(SHORTEST_WAIT, times(life, part)));
  }

  /** After a failure: a tenth of the time that is left, from a second to an hour. */
  static Instant retry(Instant now, Instant expiresAt) {
    Duration left = Duration.between(now, expiresAt);
    if (left.isNegative()) {
      return now.plus(Duration.ofMinutes(1));
    }
    Duration wait = atLeast(SHORTEST_WAIT, left.dividedBy(10));
    return now.plus(wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY);
  }

  private static Duration times(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }

  private static Duration atLeast(Duration least, Duration duration) {
    return duration.compareTo(least) < 0 ? least : duration;
  }
}
