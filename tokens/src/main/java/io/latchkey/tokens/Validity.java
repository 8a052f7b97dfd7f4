package io.latchkey.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The time window of a token: {@code exp}, {@code nbf} and {@code iat} (RFC 7519 section 4.1), in
 * milliseconds since 1970, so that the check of each request allocates no objects.
 *
 * @param expiresAt {@code exp}, without clock skew
 * @param from the later of {@code nbf} and {@code iat}, without clock skew; {@link Long#MIN_VALUE}
 *     if both are absent
 * @param issuedAt {@code iat}, if present
 */
record Validity(long expiresAt, long from, Optional<Long> issuedAt) {
  private static final int MILLIS = 1000;
  // The end of the year 9999. RFC 7519 defines no range.
  private static final long MAX_SECONDS = 253_402_300_799L;

  static Validity of(Map<String, Object> claims) throws InvalidTokenException {
    Long expiresAt = millis(claims, "exp");
    if (expiresAt == null) {
      throw InvalidTokenException.malformed("The token has no exp claim.");
    }
    Long notBefore = millis(claims, "nbf");
    Long issuedAt = millis(claims, "iat");
    long from =
        Math.max(
            notBefore == null ? Long.MIN_VALUE : notBefore,
            issuedAt == null ? Long.MIN_VALUE : issuedAt);
    return new Validity(expiresAt, from, Optional.ofNullable(issuedAt));
  }

  private static @Nullable Long millis(Map<String, Object> claims, String claim)
      throws InvalidTokenException {
    if (!claims.containsKey(claim)) {
      return null;
    }
    if (claims.get(claim) instanceof Number number) {
      double seconds = number.doubleValue();
      if (seconds >= 0 && seconds <= MAX_SECONDS) {
        return (long) Math.floor(seconds * MILLIS);
      }
    }
    throw InvalidTokenException.malformed(
        "The claim " + claim + " is not a number of seconds since 1970.");
  }

  /**
   * Rejects a token that is expired or not yet valid.
   *
   * @param now the time in milliseconds since 1970
   * @param skew the accepted clock difference in milliseconds
   */
  void check(long now, long skew) throws InvalidTokenException {
    if (hasEnded(now, skew)) {
      throw new InvalidTokenException(
          Reason.EXPIRED,
          "The token expired %d s ago by this server's clock; get a new token, or check the clocks."
              .formatted(seconds(now - expiresAt)));
    }
    if (!hasBegun(now, skew)) {
      throw new InvalidTokenException(
          Reason.NOT_YET_VALID,
          "The token becomes valid in %d s by this server's clock; check this clock and that of the signer."
              .formatted(seconds(from - now)));
    }
  }

  /** Whether {@link #check} accepts the token. */
  boolean contains(long now, long skew) {
    return hasBegun(now, skew) && !hasEnded(now, skew);
  }

  private boolean hasBegun(long now, long skew) {
    return from == Long.MIN_VALUE || now >= from - skew;
  }

  private boolean hasEnded(long now, long skew) {
    return now >= expiresAt + skew;
  }

  /** Rejects a token whose lifetime, claimed or remaining, is longer than {@code max}. */
  void checkLifetime(long now, long skew, Duration max) throws InvalidTokenException {
    long limit = max.toMillis();
    boolean claimed = issuedAt.isPresent() && expiresAt - issuedAt.get() > limit;
    if (claimed || expiresAt - now > limit + skew) {
      throw InvalidTokenException.unsupported(
          "The lifetime of the token exceeds the %d s that this server allows."
              .formatted(max.toSeconds()));
    }
  }

  /** Returns a window that also ends at {@code otherEnd}, to which no clock skew applies. */
  Validity endingBy(Instant otherEnd, long skew) {
    return new Validity(Math.min(expiresAt, otherEnd.toEpochMilli() - skew), from, issuedAt);
  }

  Instant end() {
    return Instant.ofEpochMilli(expiresAt);
  }

  private static long seconds(long millis) {
    return (millis + MILLIS - 1) / MILLIS;
  }
}
