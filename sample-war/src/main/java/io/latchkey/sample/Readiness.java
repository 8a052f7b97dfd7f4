package io.latchkey.sample;

import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.CertificateAuthority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * How the authority is, looked at every {@value #KEPT_SECONDS} seconds at most: strangers may ask,
 * and a look costs a signature and a query.
 */
@ApplicationScoped
class Readiness {
  static final long KEPT_SECONDS = 5;

  /** As far as tokens may be off by default; beyond, certificates would begin at a wrong time. */
  static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(30);

  @Inject CertificateAuthority authority;
  Clock clock = Clock.systemUTC();
  private Instant lookedAt = Instant.EPOCH;
  private Found found = new Found(false, false, false, false, 0);

  /**
   * What was found.
   *
   * @param store whether the store answers
   * @param signature whether the CA's key signs
   * @param authority whether the CA's certificate has not ended
   * @param clock whether this process and the database agree about the time
   * @param daysLeft whole days until the CA's certificate ends, negative when it has
   */
  record Found(boolean store, boolean signature, boolean authority, boolean clock, long daysLeft) {
    boolean up() {
      return store && signature && authority && clock;
    }
  }

  synchronized Found look() {
    Instant now = clock.instant();
    Duration age = Duration.between(lookedAt, now);
    if (age.isNegative() || age.toSeconds() >= KEPT_SECONDS) {
      found = judge(authority.health(), now);
      lookedAt = now;
    }
    return found;
  }

  private static Found judge(AuthorityHealth health, Instant now) {
    Duration left = Duration.between(now, health.end());
    boolean sameTime =
        health
            .clockDifference()
            .map(difference -> difference.abs().compareTo(MAX_CLOCK_DIFFERENCE) <= 0)
            .orElse(true);
    return new Found(
        health.store(), health.signature(), !left.isNegative(), sameTime, left.toDays());
  }
}
