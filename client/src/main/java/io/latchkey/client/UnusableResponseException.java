package io.latchkey.client;

import java.io.Serial;

/** The response is not from a CA, for example an HTML page or a truncated certificate. */
public final class UnusableResponseException extends ClientException {
  @Serial private static final long serialVersionUID = 1;

  UnusableResponseException(String message) {
    super(message, null);
  }
}
