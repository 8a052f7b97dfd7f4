package io.latchkey.ca.authority;

import io.latchkey.base.net.RemoteNetwork;
import io.latchkey.base.rate.HourlyLimit;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits the signatures of each caller identity in an hour. Requests that are rejected do not
 * count. Safe for use by several threads.
 */
final class SignatureRate {
  private final HourlyLimit limit;

  /**
   * @param limit signatures an hour, at least 1; empty: no limit
   */
  SignatureRate(OptionalInt limit) {
    this.limit = new HourlyLimit(limit);
  }

  /**
   * Counts a signature that is about to be made.
   *
   * @throws IssuanceRejectedException if the caller has none left; it says how long to wait
   */
  void take(IssuanceTerms terms, Instant now) throws IssuanceRejectedException {
    if (isUnlimited(terms)) {
      return;
    }
    Optional<Duration> wait = limit.take(key(terms), now);
    if (wait.isPresent()) {
      throw IssuanceRejectedException.rate(wait.get());
    }
  }

  /** Takes a signature off the count that was not made. */
  void giveBack(IssuanceTerms terms) {
    if (!isUnlimited(terms)) {
      limit.giveBack(key(terms));
    }
  }

  private static boolean isUnlimited(IssuanceTerms terms) {
    return terms.caller().equals(CallerIdentity.SERVER);
  }

  private static String key(IssuanceTerms terms) {
    String network = RemoteNetwork.of(terms.origin().address().orElse(null));
    return terms.caller().limitKey(terms.restrictions(), network);
  }
}
