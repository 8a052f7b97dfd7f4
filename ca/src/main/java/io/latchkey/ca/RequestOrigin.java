package io.latchkey.ca;

import java.util.Optional;

/**
 * Source of a signing request, as recorded with the certificate. Immutable.
 *
 * @param address IP address of the client
 * @param key identifier of the key that authenticated the caller; never the key
 */
public record RequestOrigin(Optional<String> address, Optional<String> key) {
  /** The application itself. */
  public static final RequestOrigin INTERNAL =
      new RequestOrigin(Optional.empty(), Optional.empty());
}
