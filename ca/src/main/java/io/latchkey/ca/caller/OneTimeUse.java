package io.latchkey.ca.caller;

import java.time.Instant;

/**
 * A permission for one signature, such as the {@code jti} of a token.
 *
 * @param id identifier of the permission; the store records only its digest
 * @param expiresAt expiry of the permission; the store deletes the digest later
 */
public record OneTimeUse(String id, Instant expiresAt) {
  /** Checks that there is an id. */
  public OneTimeUse {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("The id of a one-time use must not be empty");
    }
  }

  @Override
  public String toString() {
    return "OneTimeUse[expiresAt=" + expiresAt + "]";
  }
}
