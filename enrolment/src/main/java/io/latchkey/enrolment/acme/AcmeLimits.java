package io.latchkey.enrolment.acme;

import io.latchkey.ca.enrolment.AcmeRecords.Limit;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * The limits of one caller. They follow from {@code latchkey.cert.rate}.
 *
 * @param accounts the most accounts
 * @param orders the most orders that have not ended
 * @param requestsPerHour the most authenticated requests in an hour; empty: no limit
 * @param accountsKept how long an account is kept that makes no order
 */
public record AcmeLimits(
    Limit accounts, Limit orders, OptionalInt requestsPerHour, Duration accountsKept) {
  private static final int REQUESTS_OF_AN_ORDER = 20;
  private static final int LEAST_RATE = 600;
  private static final int MOST_ORDERS = 50_000;
  private static final long MEBIBYTE = 1024 * 1024;
  private static final Limit ACCOUNTS = new Limit(1000, 2 * MEBIBYTE);
  private static final long ORDER_BYTES = 2048;
  private static final Duration ACCOUNTS_KEPT = Duration.ofDays(400);

  /** How long an account outlives its last certificate. */
  private static final Duration LATE_RENEWAL = Duration.ofDays(30);

  /**
   * Returns the limits for a rate of signatures. An order ends after an hour, so twice the rate
   * leaves room for orders that are not finalized. The orders of a caller are counted for each new
   * one, so their number is limited at any rate.
   *
   * @param signaturesPerHour the signatures of one caller in an hour; empty: no limit
   */
  public static AcmeLimits of(OptionalInt signaturesPerHour) {
    long rate = Math.max(LEAST_RATE, signaturesPerHour.orElse(Integer.MAX_VALUE));
    long orders = Math.min(MOST_ORDERS, 2 * rate);
    long requests = Math.min(Integer.MAX_VALUE, REQUESTS_OF_AN_ORDER * rate);
    return new AcmeLimits(
        ACCOUNTS,
        new Limit(orders, orders * ORDER_BYTES),
        signaturesPerHour.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) requests),
        ACCOUNTS_KEPT);
  }

  /**
   * Returns these limits, but an account is kept at least until its last certificate has ended, so
   * that its client can renew and revoke that certificate.
   *
   * @param maxValidity the longest validity of certificates
   */
  public AcmeLimits keepingAccountsFor(Duration maxValidity) {
    Duration needed = maxValidity.plus(LATE_RENEWAL);
    return needed.compareTo(accountsKept) > 0
        ? new AcmeLimits(accounts, orders, requestsPerHour, needed)
        : this;
  }
}
