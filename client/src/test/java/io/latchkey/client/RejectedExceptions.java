package io.latchkey.client;

import java.time.Duration;
import java.util.Optional;

/** Creates rejections for tests in other packages. */
public final class RejectedExceptions {
  private RejectedExceptions() {}

  /** The rejection of a busy server. */
  public static RejectedException busy(Optional<Duration> retryAfter) {
    return new RejectedException("Busy", 503, "busy", Optional.empty(), retryAfter);
  }
}
