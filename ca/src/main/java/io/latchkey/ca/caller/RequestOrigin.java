package io.latchkey.ca.caller;

import java.util.Optional;

/**
 * Source of a signing request, as recorded with the certificate. Immutable.
 *
 * @param address IP address of the client
 * @param key identifier of the key that authenticated the caller; never the key
 * @param protocol the enrolment protocol, such as {@code acme}; empty if the request came over none
 */
public record RequestOrigin(
    Optional<String> address, Optional<String> key, Optional<String> protocol) {
  /** The application itself. */
  public static final RequestOrigin INTERNAL =
      new RequestOrigin(Optional.empty(), Optional.empty());

  /** Creates the source of a request that came over no enrolment protocol. */
  public RequestOrigin(Optional<String> address, Optional<String> key) {
    this(address, key, Optional.empty());
  }
}
