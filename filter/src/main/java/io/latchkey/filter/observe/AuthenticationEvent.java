package io.latchkey.filter.observe;

import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerifiedToken;
import java.util.Optional;

/**
 * What was decided about a request that needed a caller or named one. Immutable.
 *
 * @param reason why it was refused, as in the answer's {@code reason}; empty if it was admitted
 * @param address where it came from, see {@code latchkey.trusted-proxies}; empty if the server does
 *     not know
 * @param method the method of the request
 * @param path its path as it came over the wire; whoever sent it may have put anything there
 * @param keyId the {@code kid} of the token, if it has one; as untrusted as the path unless the
 *     request was admitted
 * @param scheme what the token was verified with, if it was good
 * @param key which key that was, see {@link VerifiedToken#verifiedBy}
 * @param caller whom the token names, if it was good
 */
public record AuthenticationEvent(
    Optional<String> reason,
    Optional<String> address,
    String method,
    String path,
    Optional<String> keyId,
    Optional<Scheme> scheme,
    Optional<String> key,
    Optional<String> caller) {

  /** Whether the request may reach the application. */
  public boolean admitted() {
    return reason.isEmpty();
  }
}
