package io.latchkey.ca;

import java.io.Serial;

/**
 * The authority cannot be opened, or its store has failed. The message is one line that names the
 * file or database, what is wrong with it and what to do; it never contains a secret.
 */
public final class AuthorityUnavailableException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** Creates the exception. The message is one line: the object, the fault and the remedy. */
  public AuthorityUnavailableException(String message) {
    super(message);
  }

  /** Creates the exception with its cause. */
  public AuthorityUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
