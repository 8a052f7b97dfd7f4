package io.latchkey.jaxrs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Outcome of a signing request. The CA fires it as a CDI event on the thread of the request, before
 * the response is sent. Immutable.
 *
 * @param reason {@code reason} of the rejection, as in the response; empty if a certificate was
 *     signed
 * @param caller name of the authenticated caller; empty if the request was not authenticated
 * @param serial serial number of the certificate: lower-case hex without leading zeros
 * @param notAfter when the certificate expires
 * @param took time from the arrival of the request at the CA to its certificate or rejection
 */
public record SigningEvent(
    Optional<String> reason,
    Optional<String> caller,
    Optional<String> serial,
    Optional<Instant> notAfter,
    Duration took) {

  /** Whether a certificate was signed. */
  public boolean signed() {
    return reason.isEmpty();
  }
}
