package io.latchkey.filter.observe;

import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerifiedToken;
import java.util.Optional;

/**
 * The decision about a request that needed a caller or had a token. Immutable.
 *
 * @param reason why the request was rejected: the {@code reason} of the response; empty if it was
 *     accepted
 * @param address the address of the client, see {@code latchkey.trusted-proxies}; empty if unknown
 * @param method the method of the request
 * @param path the raw path of the request, which is untrusted
 * @param keyId the {@code kid} of the token, if present; untrusted unless there is a caller
 * @param scheme the type of the key that verified the token; empty if no token was verified
 * @param key the key that verified the token, see {@link VerifiedToken#verifiedBy}; empty if no
 *     token was verified
 * @param caller the name of the caller; empty if no token was verified. A caller may be rejected
 *     nevertheless, for example with the reason {@code role}
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
