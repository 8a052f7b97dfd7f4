package io.latchkey.enrolment;

import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.text.ClockDifference;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.enrolment.CallerRejectedException.Kind;
import io.latchkey.tokens.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Recognises callers by a certificate that they requested with a component key. The protocol checks
 * that the caller has the private key. Safe for use by several threads.
 */
public final class CertificateHolders {
  private final CertificateAuthority ca;
  private final EnrolmentCallers callers;
  private final Clock clock;

  /** Creates the check for the protocol of {@code callers}. */
  public CertificateHolders(CertificateAuthority ca, EnrolmentCallers callers, Clock clock) {
    this.ca = ca;
    this.callers = callers;
    this.clock = clock;
  }

  /**
   * Finds a certificate of the authority by its digest, so that the input is not parsed.
   *
   * @param der any bytes
   */
  public Optional<IssuedCertificate> find(byte[] der) {
    return RecordedCertificates.find(ca, Sha256.of(der));
  }

  /**
   * Checks a certificate, and checks again the component key that requested it.
   *
   * @return the holder of the certificate
   * @throws CallerRejectedException if the certificate is revoked, on hold, expired or not valid
   *     yet, was not requested with a component key, or this key is not accepted
   */
  public EnrolledCaller recognise(IssuedCertificate certificate) throws CallerRejectedException {
    if (certificate.status().revocation().isPresent()) {
      throw rejected(Reason.REVOKED.wireName(), "The certificate is revoked.");
    }
    Instant now = clock.instant();
    if (CertificateValidity.hasExpired(certificate.notAfter(), now)) {
      throw rejected(
          Reason.EXPIRED.wireName(),
          "The certificate expired %d s ago by this server's clock; get a new one, or check the clocks."
              .formatted(ClockDifference.seconds(certificate.notAfter(), now)));
    }
    if (now.isBefore(certificate.notBefore())) {
      throw rejected(
          Reason.NOT_YET_VALID.wireName(),
          "The certificate becomes valid in %d s by this server's clock; check the clocks."
              .formatted(ClockDifference.seconds(now, certificate.notBefore())));
    }
    String key =
        RecordedCertificates.componentKey(certificate)
            .orElseThrow(
                () ->
                    new CallerRejectedException(
                        Kind.NOT_ALLOWED,
                        ProblemReasons.USE,
                        "The certificate was not requested with a component key."));
    return callers.recognise(key);
  }

  private static CallerRejectedException rejected(String reason, String detail) {
    return new CallerRejectedException(Kind.NOT_AUTHENTICATED, reason, detail);
  }
}
