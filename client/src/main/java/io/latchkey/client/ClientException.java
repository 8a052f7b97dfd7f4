package io.latchkey.client;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that the component wanted from its CA did not come about. The message is one line that
 * says what was wrong and how to mend it; it holds no token and no key.
 */
public abstract class ClientException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  ClientException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** How long the server asked to wait before another try. */
  public Optional<Duration> retryAfter() {
    return Optional.empty();
  }
}
