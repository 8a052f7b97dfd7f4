package io.latchkey.client;

import java.time.Duration;
import java.time.Instant;

/**
 * The time at which a certificate is renewed: one day before it expires, or, if it is valid for
 * less than three days, when a third of its validity is left. A random part of up to a twentieth of
 * that time is added, so that components that were started together do not renew together.
 */
public final class RenewalSchedule {
  private static final Duration LONG_LIFE = Duration.ofDays(3);
  private static final Duration LONG_LEAD = Duration.ofDays(1);
  private static final int SHORT_LEAD_DIVISOR = 3;
  private static final int JITTER_DIVISOR = 20;

  /** At most one request a second, also for short-lived certificates. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  private RenewalSchedule() {}

  /**
   * The time at which to renew a certificate that was received just now; at least a second after
   * {@code received}.
   *
   * @param received when the component received the certificate
   * @param random from 0 to 1, exclusive
   * @throws IllegalArgumentException if {@code random} is out of range
   */
  public static Instant dueAfterReceipt(
      ComponentCertificate certificate, Instant received, double random) {
    Instant notBefore = certificate.certificate().getNotBefore().toInstant();
    Instant from = received.isAfter(notBefore) ? received : notBefore;
    Instant due = due(from, certificate.notAfter(), random);
    Instant earliest = received.plus(LEAST_PAUSE);
    return due.isAfter(earliest) ? due : earliest;
  }

  /**
   * The time of the renewal; may be in the past, and is never after {@code notAfter}.
   *
   * @param from the later of {@code notBefore} and the time of receipt, because a CA may backdate
   *     certificates
   * @param notAfter when the certificate expires
   * @param random from 0 to 1, exclusive
   * @throws IllegalArgumentException if {@code random} is out of range
   */
  public static Instant due(Instant from, Instant notAfter, double random) {
    if (!(random >= 0 && random < 1)) {
      throw new IllegalArgumentException("random must be from 0 to 1, exclusive, not " + random);
    }
    if (!from.isBefore(notAfter)) {
      return notAfter;
    }
    Duration life = Duration.between(from, notAfter);
    Duration lead = life.compareTo(LONG_LIFE) < 0 ? life.dividedBy(SHORT_LEAD_DIVISOR) : LONG_LEAD;
    long jitter = (long) (random * lead.dividedBy(JITTER_DIVISOR).toMillis());
    return notAfter.minus(lead).minusMillis(jitter);
  }
}
