package io.latchkey.server.standalone;

import java.io.Serial;

/** The server cannot start; the message is one line that says why and what to do. */
final class StartException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
