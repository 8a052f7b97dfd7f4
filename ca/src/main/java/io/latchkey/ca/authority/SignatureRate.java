package io.latchkey.ca.authority;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.ca.CallerIdentity;
import io.latchkey.ca.CallerName;
import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.ca.IssuanceTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Limits the signatures of each caller identity. An hour begins with a caller's first signature;
 * when the limit is reached, the caller waits for the end of that hour. Requests that are refused
 * do not count. The counts are kept in memory, for {@value #MAX_CALLERS} callers at most. Safe for
 * use by several threads.
 */
final class SignatureRate {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final int MAX_CALLERS = 10_000;

  private final OptionalInt limit;
  private final Cache<String, Count> counts =
      Caffeine.newBuilder().maximumSize(MAX_CALLERS).executor(Runnable::run).build();

  /**
   * @param limit signatures an hour, at least 1; empty: no limit
   */
  SignatureRate(OptionalInt limit) {
    this.limit = limit;
  }

  /**
   * Counts a signature that is about to be made.
   *
   * @throws IssuanceRefusedException if the caller has none left; it says how long to wait
   */
  void take(IssuanceTerms terms, Instant now) throws IssuanceRefusedException {
    if (isUnlimited(terms)) {
      return;
    }
    Count count = counts.asMap().compute(key(terms), (key, known) -> Count.next(known, now));
    if (count.signatures() > limit.getAsInt()) {
      giveBack(terms);
      throw IssuanceRefusedException.rate(Duration.between(now, count.expiresAt()));
    }
  }

  /** Takes a signature off the count that was not made. */
  void giveBack(IssuanceTerms terms) {
    if (!isUnlimited(terms)) {
      counts.asMap().computeIfPresent(key(terms), (key, count) -> count.less());
    }
  }

  private boolean isUnlimited(IssuanceTerms terms) {
    return limit.isEmpty() || terms.caller().equals(CallerIdentity.SERVER);
  }

  private static String key(IssuanceTerms terms) {
    // All keys that are derived from one component key share its limit.
    CallerIdentity caller =
        terms
            .restrictions()
            .firstName()
            .map(name -> new CallerIdentity(terms.caller().kind(), name))
            .orElse(terms.caller());
    Optional<String> address = caller.isNameless() ? terms.origin().address() : Optional.empty();
    return CallerName.recorded(caller.scope(address.orElse("")));
  }

  /** Signatures in the hour that ends then. */
  private record Count(Instant expiresAt, int signatures) {
    static Count next(Count known, Instant now) {
      return known == null || !now.isBefore(known.expiresAt())
          ? new Count(now.plus(WINDOW), 1)
          : new Count(known.expiresAt(), known.signatures() + 1);
    }

    Count less() {
      return new Count(expiresAt, signatures - 1);
    }
  }
}
