package io.latchkey.enrolment.cmp;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * The limits of the CMP server.
 *
 * @param confirmWithin how long a requester has to confirm a certificate; then it is revoked
 * @param requestsPerHour the most authenticated requests of a caller in an hour; empty: no limit
 */
public record CmpLimits(Duration confirmWithin, OptionalInt requestsPerHour) {
  /** {@link #confirmWithin} if none is configured. */
  public static final Duration DEFAULT_CONFIRM_WITHIN = Duration.ofMinutes(5);

  /** The least {@link #confirmWithin}. */
  public static final Duration MIN_CONFIRM_WITHIN = Duration.ofSeconds(10);

  /** The most {@link #confirmWithin}. It is less than the time for which a transaction is known. */
  public static final Duration MAX_CONFIRM_WITHIN = Duration.ofHours(12);

  private static final int REQUESTS_OF_A_CERTIFICATE = 5;
  private static final int LEAST_RATE = 600;

  /**
   * Returns the limits for a rate of signatures.
   *
   * @param signaturesPerHour the signatures of one caller in an hour; empty: no limit
   */
  public static CmpLimits of(Duration confirmWithin, OptionalInt signaturesPerHour) {
    if (signaturesPerHour.isEmpty()) {
      return new CmpLimits(confirmWithin, signaturesPerHour);
    }
    long requests =
        (long) REQUESTS_OF_A_CERTIFICATE * Math.max(LEAST_RATE, signaturesPerHour.getAsInt());
    return new CmpLimits(
        confirmWithin, OptionalInt.of((int) Math.min(Integer.MAX_VALUE, requests)));
  }
}
