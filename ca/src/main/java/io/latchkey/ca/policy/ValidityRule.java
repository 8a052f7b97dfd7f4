package io.latchkey.ca.policy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Decides the validity of a certificate: the requested length up to a maximum, and never outside
 * the validity of the CA chain. The validity starts one minute in the past, so that hosts whose
 * clocks are slightly behind accept the certificate.
 *
 * @param standard validity of a certificate whose request names no length
 * @param maximum longest validity that a request can name
 * @param ca period in which all certificates of the CA's chain are valid
 */
public record ValidityRule(Duration standard, Duration maximum, ValidityPeriod ca) {
  private static final Duration BACKDATING = Duration.ofMinutes(1);
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration DEFAULT = Duration.ofDays(365);

  public ValidityRule {
    check(standard, maximum);
  }

  /**
   * Creates a rule from the two settings.
   *
   * @param set validity of a certificate whose request names no length; empty: 365 days, or {@code
   *     maximum} if that is shorter
   * @throws AuthorityUnavailableException as {@link #check}
   */
  public static ValidityRule of(Optional<Duration> set, Duration maximum, ValidityPeriod ca) {
    return new ValidityRule(standard(set, maximum), maximum, ca);
  }

  /**
   * Checks the two settings. Call this before a CA is created.
   *
   * @throws AuthorityUnavailableException if {@code set} or {@code maximum} is under one second, or
   *     {@code set} is above {@code maximum}
   */
  public static void check(Optional<Duration> set, Duration maximum) {
    check(standard(set, maximum), maximum);
  }

  /** Caps the default only: a value that is set and above the maximum is a mistake. */
  private static Duration standard(Optional<Duration> set, Duration maximum) {
    return set.orElseGet(() -> maximum.compareTo(DEFAULT) < 0 ? maximum : DEFAULT);
  }

  private static void check(Duration standard, Duration maximum) {
    if (standard.compareTo(LEAST) < 0 || standard.compareTo(maximum) > 0) {
      throw new AuthorityUnavailableException(
          ("The certificate validity %s must be positive and not above the maximum %s;"
                  + " change latchkey.cert.validity or latchkey.cert.max-validity")
              .formatted(standard, maximum));
    }
  }

  /** Shortens the validity to what the key of the caller allows, if none is asked for. */
  ValidityPeriod period(Optional<Duration> asked, CallerRestrictions restrictions, Instant now)
      throws IssuanceRejectedException {
    Duration length = asked.orElse(standard);
    for (CallerRestrictions.Segment segment : restrictions.segments()) {
      length = within(segment, length, asked.isPresent(), now);
    }
    if (length.compareTo(LEAST) < 0) {
      throw rejection("The validity asked for must be positive");
    }
    if (length.compareTo(maximum) > 0) {
      throw rejection("The validity asked for is above the maximum of " + inWords(maximum));
    }
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    if (second.isBefore(ca.notBefore()) || !second.isBefore(ca.notAfter())) {
      throw rejection("The CA itself is not valid at this time; its operator must renew it");
    }
    return new ValidityPeriod(later(second.minus(BACKDATING), ca.notBefore()), end(second, length));
  }

  private static Duration within(
      CallerRestrictions.Segment segment, Duration length, boolean asked, Instant now)
      throws IssuanceRejectedException {
    Duration left = length;
    if (segment.days().isPresent()) {
      left = limited(left, Duration.ofDays(segment.days().getAsInt()), asked, "days", segment);
    }
    if (segment.notAfter().isPresent()) {
      Duration rest =
          Duration.between(now.truncatedTo(ChronoUnit.SECONDS), segment.notAfter().get());
      left = limited(left, rest, asked, "not-after", segment);
    }
    return left;
  }

  private static Duration limited(
      Duration length,
      Duration most,
      boolean asked,
      String restriction,
      CallerRestrictions.Segment segment)
      throws IssuanceRejectedException {
    if (length.compareTo(most) <= 0) {
      return length;
    }
    if (asked || most.compareTo(LEAST) < 0) {
      throw rejection(
          "The restriction %s of segment '%s' of the component key does not allow this validity"
              .formatted(restriction, segment.name()));
    }
    return most;
  }

  private static String inWords(Duration duration) {
    return duration.toDays() > 0 ? duration.toDays() + " days" : duration.toString();
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  /** Compares lengths and not ends: a huge maximum would lie beyond all instants. */
  private Instant end(Instant now, Duration length) {
    return length.compareTo(Duration.between(now, ca.notAfter())) < 0
        ? now.plus(length).truncatedTo(ChronoUnit.SECONDS)
        : ca.notAfter();
  }

  private static IssuanceRejectedException rejection(String detail) {
    return new IssuanceRejectedException(RejectionReason.VALIDITY, detail);
  }
}
