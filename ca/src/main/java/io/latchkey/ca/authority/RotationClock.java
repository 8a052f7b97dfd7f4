package io.latchkey.ca.authority;

import io.latchkey.ca.CertificateAuthority;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time by which the phases of a rotation begin: that of this host, or that of the database
 * server if this host is ahead of it. A node whose clock is ahead therefore neither switches to a
 * new root nor deletes a former key before the others. Safe for use by several threads.
 */
final class RotationClock {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  /** A smaller difference can be the duration of a query. */
  private static final Duration LEAST = Duration.ofSeconds(1);

  private final Clock clock;
  private volatile Duration ahead = Duration.ZERO;

  RotationClock(Clock clock) {
    this.clock = clock;
  }

  Instant now() {
    return clock.instant().minus(ahead).truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Measures how far this host is ahead.
   *
   * @param server reads the time of the database server; empty for an embedded database
   */
  void compare(Supplier<Optional<Instant>> server) {
    Instant here = clock.instant();
    Duration before = ahead;
    ahead =
        server
            .get()
            .map(there -> Duration.between(there, here))
            .filter(difference -> difference.compareTo(LEAST) >= 0)
            .orElse(Duration.ZERO);
    if (before.isZero() && !ahead.isZero()) {
      LOG.warn(
          "The clock of this host is {} s ahead of the clock of the database; the rotation of the"
              + " CA follows the database. Synchronize the clocks",
          ahead.toSeconds());
    }
  }
}
