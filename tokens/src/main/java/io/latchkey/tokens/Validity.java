package io.latchkey.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a token is good: {@code exp}, {@code nbf} and {@code iat} (RFC 7519 section 4.1) in
 * milliseconds since 1970, so that the check on every request allocates nothing.
 *
 * @param expiresAt {@code exp}, without skew
 * @param from the later of {@code nbf} and {@code iat}, without skew; {@link Long#MIN_VALUE} if
 *     neither is there
 * @param issuedAt {@code iat}, if it is there
 */
record Validity(long expiresAt, long from, Optional<Long> issuedAt) {
  private static final int MILLIS = 1000;
  // The end of the year 9999 (RFC 7519 leaves the range open; no clock here reads later dates).
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
        "The claim " + claim + " is no number of seconds since 1970.");
  }

  /** Passes if a token with these claims is good at {@code now}, milliseconds since 1970. */
  void check(long now, long skew) throws InvalidTokenException {
    if (now >= expiresAt + skew) {
      throw new InvalidTokenException(
          Reason.EXPIRED,
          "The token expired %d s ago by this server's clock; get a new one, or mend the clock."
              .formatted(seconds(now - expiresAt)));
    }
    if (from != Long.MIN_VALUE && now < from - skew) {
      throw new InvalidTokenException(
          Reason.NOT_YET_VALID,
          "The token becomes valid in %d s by this server's clock; mend the clock of its maker."
              .formatted(seconds(from - now)));
    }
  }

  /** Passes if the token's life, as claimed and as still to come, is at most {@code max}. */
  void checkLifetime(long now, long skew, Duration max) throws InvalidTokenException {
    long limit = max.toMillis();
    boolean claimed = issuedAt.isPresent() && expiresAt - issuedAt.get() > limit;
    if (claimed || expiresAt - now > limit + skew) {
      throw InvalidTokenException.unsupported(
          "The token lives longer than the %d s that this server allows."
              .formatted(max.toSeconds()));
    }
  }

  /** The same, but at an end of something else if that comes first, whatever the skew. */
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
