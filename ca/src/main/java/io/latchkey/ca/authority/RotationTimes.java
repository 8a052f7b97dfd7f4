package io.latchkey.ca.authority;

import io.latchkey.ca.AuthorityUnavailableException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The times of the rotation.
 *
 * @param rotateBefore how long before the end of a root a rotation begins by itself; by default
 *     twice {@code retireAfter}, and not in the first half of the validity of the root
 * @param retireAfter how long a new root is announced before the switch, and how long the former
 *     key exists after it; by default {@code maxValidity}, or until the last certificate ends that
 *     was signed with a longer validity
 * @param maxValidity the longest validity of certificates from now on
 */
record RotationTimes(
    Optional<Duration> rotateBefore, Optional<Duration> retireAfter, Duration maxValidity) {
  /** A rotation has two phases. With a quarter for each, it ends before the next one is due. */
  private static final int PHASES_IN_A_ROOT = 4;

  /**
   * Checks the settings before a CA is created.
   *
   * @throws AuthorityUnavailableException if a rotation would be due as soon as a root exists
   */
  void check(Period validity, Instant now) {
    Instant end;
    try {
      end = now.atZone(ZoneOffset.UTC).plus(validity).toInstant();
    } catch (DateTimeException e) {
      return; // the profile of the root rejects this validity
    }
    if (rotateBefore.filter(before -> !end.minus(before).isAfter(now)).isPresent()) {
      throw new AuthorityUnavailableException(
          "latchkey.ca.rotate-before %s must be shorter than latchkey.ca.validity %s"
              .formatted(rotateBefore.get(), validity));
    }
  }

  /** When the rotation of a root begins by itself. */
  Instant begin(X509Certificate root) {
    Instant end = root.getNotAfter().toInstant();
    if (rotateBefore.isPresent()) {
      return end.minus(rotateBefore.get());
    }
    Instant half = end.minus(life(root).dividedBy(2));
    Duration phase = retireAfter.orElse(maxValidity);
    Instant before = end.minus(phase).minus(phase);
    return before.isAfter(half) ? before : half;
  }

  /**
   * The length of each phase of a rotation: {@code retireAfter}, or less, so that the former root
   * is valid until its key is deleted, and the rotation ends in the first half of the new root.
   *
   * @param lastEnd when the last certificate in the store ends
   */
  Duration phase(
      X509Certificate former, X509Certificate next, Optional<Instant> lastEnd, Instant now) {
    Duration left = Duration.between(now, former.getNotAfter().toInstant()).dividedBy(2);
    Duration quarter = life(next).dividedBy(PHASES_IN_A_ROOT);
    Duration least = left.compareTo(quarter) < 0 ? left : quarter;
    Duration wanted = retireAfter.orElseGet(() -> untilAllEnded(lastEnd, now));
    Duration phase = wanted.compareTo(least) < 0 ? wanted : least;
    return phase.isNegative() ? Duration.ZERO : phase;
  }

  /** Before the setting was lowered, certificates with a longer validity may have been signed. */
  private Duration untilAllEnded(Optional<Instant> lastEnd, Instant now) {
    return lastEnd
        .map(end -> Duration.between(now, end))
        .filter(left -> left.compareTo(maxValidity) > 0)
        .orElse(maxValidity);
  }

  private static Duration life(X509Certificate root) {
    return Duration.between(root.getNotBefore().toInstant(), root.getNotAfter().toInstant());
  }
}
