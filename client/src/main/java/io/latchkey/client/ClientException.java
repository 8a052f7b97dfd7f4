package io.latchkey.client;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request of the component to its CA failed. The message is one line that says what was wrong and
 * what to do. It contains no token and no key.
 */
public abstract class ClientException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The pause that the server requested before another attempt. */
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }
}
