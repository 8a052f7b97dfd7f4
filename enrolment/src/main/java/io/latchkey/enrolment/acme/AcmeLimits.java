package io.latchkey.enrolment.acme;

import io.latchkey.ca.enrolment.AcmeRecords.Limit;
import java.util.OptionalInt;

/**
 * The limits of one caller. They follow from {@code latchkey.cert.rate}.
 *
 * @param accounts the most accounts
 * @param orders the most orders that have not ended
 * @param requestsPerHour the most authenticated requests in an hour; empty: no limit
 */
public record AcmeLimits(Limit accounts, Limit orders, OptionalInt requestsPerHour) {
  private static final int REQUESTS_OF_AN_ORDER = 20;
  private static final int LEAST_RATE = 600;
  private static final long MEBIBYTE = 1024 * 1024;
  private static final Limit ACCOUNTS = new Limit(1000, 2 * MEBIBYTE);
  private static final long ORDER_BYTES = 2048;

  /**
   * Returns the limits for a rate of signatures. An order ends after an hour, so twice the rate
   * leaves room for orders that are not finalized.
   *
   * @param signaturesPerHour the signatures of one caller in an hour; empty: no limit
   */
  public static AcmeLimits of(OptionalInt signaturesPerHour) {
    if (signaturesPerHour.isEmpty()) {
      return new AcmeLimits(
          ACCOUNTS, new Limit(Long.MAX_VALUE, Long.MAX_VALUE), OptionalInt.empty());
    }
    long rate = Math.max(LEAST_RATE, signaturesPerHour.getAsInt());
    long requests = Math.min(Integer.MAX_VALUE, REQUESTS_OF_AN_ORDER * rate);
    return new AcmeLimits(
        ACCOUNTS, new Limit(2 * rate, 2 * rate * ORDER_BYTES), OptionalInt.of((int) requests));
  }
}
