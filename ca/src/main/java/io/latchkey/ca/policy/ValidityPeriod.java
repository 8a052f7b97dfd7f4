package io.latchkey.ca.policy;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** From when to when a certificate is valid, both ends included, in whole seconds. */
public record ValidityPeriod(Instant notBefore, Instant notAfter) {
  /** Returns the period in which all of these certificates are valid. */
  static ValidityPeriod ofAll(List<X509Certificate> certificates) {
    Instant notBefore = Instant.MIN;
    Instant notAfter = Instant.MAX;
    for (X509Certificate certificate : certificates) {
      Instant from = certificate.getNotBefore().toInstant();
      Instant to = certificate.getNotAfter().toInstant();
      notBefore = from.isAfter(notBefore) ? from : notBefore;
      notAfter = to.isBefore(notAfter) ? to : notAfter;
    }
    return new ValidityPeriod(notBefore, notAfter);
  }

  /** Returns this period, or its part until an end, which is rounded up to a second. */
  public ValidityPeriod until(Instant end) {
    Instant second = end.minusNanos(1).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    return second.isBefore(notAfter) ? new ValidityPeriod(notBefore, second) : this;
  }
}
