package io.latchkey.enrolment;

import io.latchkey.tokens.FailedTokenRateLimiter;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a request of an enrolment protocol comes from. Failed authentications count against the
 * address, together with rejected tokens.
 *
 * @param address IP address of the client; empty if the connection has none
 * @param failures the limiter of the application
 * @param watch counts and logs what the request makes the CA do
 */
public record Sender(
    Optional<String> address, FailedTokenRateLimiter failures, EnrolmentWatch watch) {
  /** Returns how long this address has to wait after too many failures; empty if it need not. */
  public Optional<Duration> waitTime() {
    return failures.waitFor(address.orElse(null));
  }

  /**
   * Counts and logs a failed authentication.
   *
   * @param reason one word, such as {@code signature}
   */
  public void recordFailure(String reason) {
    failures.recordFailure(address.orElse(null));
    watch.rejected(reason);
  }
}
