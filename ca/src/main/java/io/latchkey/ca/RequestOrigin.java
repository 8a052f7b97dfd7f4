package io.latchkey.ca;

import java.util.Optional;

/**
 * Where a request for a certificate came from, for the record. Immutable.
 *
 * @param address of the client
 * @param key which key the caller was authenticated with; never the key itself
 */
public record RequestOrigin(Optional<String> address, Optional<String> key) {
  /** A request that came from within the application. */
  public static final RequestOrigin INTERNAL =
      new RequestOrigin(Optional.empty(), Optional.empty());
}
