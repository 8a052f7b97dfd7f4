package io.latchkey.ca;

import java.io.Serial;

/** A rotation of the CA is not possible now. The message says why, and what to do. */
public final class RotationRejectedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** Creates the exception. The message is one line without a full stop. */
  public RotationRejectedException(String message) {
    super(message);
  }
}
