package io.latchkey.client;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server answered, and refused. */
public final class RefusedException extends ClientException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String reason;
  private final @Nullable Duration retryAfter;

  RefusedException(String message, int status, String reason, Optional<Duration> retryAfter) {
    super(message, null);
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter.orElse(null);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The {@code reason} of the problem body, such as {@code name_not_allowed}; may be empty. */
  public String reason() {
    return reason;
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
