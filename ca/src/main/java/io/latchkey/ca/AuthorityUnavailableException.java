package io.latchkey.ca;

import java.io.Serial;

/**
 * The authority cannot be opened, or its store has failed. The message is one line that names the
 * file or database, what is wrong with it and what to do; it never holds a secret.
 */
public final class AuthorityUnavailableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Says in one line what is wrong, and with what, and how to mend it. */
  public AuthorityUnavailableException(String message) {
    super(message);
  }

  /** The same, with what led to it. */
  public AuthorityUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
