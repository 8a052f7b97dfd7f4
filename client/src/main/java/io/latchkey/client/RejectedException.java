package io.latchkey.client;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server rejected the request. */
public final class RejectedException extends ClientException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String reason;
  private final @Nullable String name;
  private final @Nullable Duration retryAfter;

  RejectedException(
      String message,
      int status,
      String reason,
      Optional<String> name,
      Optional<Duration> retryAfter) {
    super(message, null);
    this.status = status;
    this.reason = reason;
    this.name = name.orElse(null);
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

  /** The rejected name, if the server rejected a name in the request. */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  @Override
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
