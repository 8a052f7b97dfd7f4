package io.latchkey.client;

import java.time.Duration;
import java.util.Optional;

/** Creates rejections for tests in other packages. */
public final class RefusedExceptions {
  private RefusedExceptions() {}

  /** The rejection of a busy server. */
  public static RefusedException busy(Optional<Duration> retryAfter) {
    return new RefusedException("Busy", 503, "busy", Optional.empty(), retryAfter);
  }
}
