package io.latchkey.ca;

import java.time.Instant;

/**
 * A permission that is good for one signature, such as the {@code jti} of a token.
 *
 * @param id what makes it one; only its digest is kept
 * @param expiresAt when it stops being a permission anyway, so that its digest can be forgotten
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
