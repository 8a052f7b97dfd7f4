package io.latchkey.jaxrs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a request to sign. A CDI event, fired on the thread of the request before it is
 * answered. Immutable.
 *
 * @param reason why nothing was signed, as in the answer's {@code reason}; empty if a certificate
 *     was signed
 * @param caller who asked; empty if nobody was authenticated
 * @param serial of the certificate: lower-case hex without leading zeros
 * @param notAfter when the certificate ends
 * @param took from the request's arrival at the CA to its certificate or refusal
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
