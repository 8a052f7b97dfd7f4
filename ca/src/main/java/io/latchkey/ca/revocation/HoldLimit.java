package io.latchkey.ca.revocation;

import io.latchkey.base.rate.HourlyLimit;
import io.latchkey.pki.RevocationReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits how often a caller holds and releases certificates: {@value #PER_HOUR} times an hour.
 * Without a limit, one certificate would be enough to fill the log and to have revocation lists
 * signed without end. Revocations for good are not limited. Safe for use by several threads.
 */
public final class HoldLimit {
  /** The most holds and releases of a caller in an hour. */
  public static final int PER_HOUR = 100;

  private final HourlyLimit limit = new HourlyLimit(OptionalInt.of(PER_HOUR));

  /** Begins with no requests. */
  public HoldLimit() {}

  /**
   * Counts a request, if its change can be undone.
   *
   * @param caller the name under which its requests are counted
   * @return how long the caller has to wait; empty if the request is within the limit
   */
  public Optional<Duration> take(String caller, RevocationReason reason, Instant now) {
    return reason.canBeUndone() ? limit.take(caller, now) : Optional.empty();
  }

  /** Returns the sentence for a caller that has reached the limit. */
  public static String detail() {
    return "This caller has held or released %d certificates in the last hour.".formatted(PER_HOUR);
  }
}
