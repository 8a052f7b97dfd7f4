package io.latchkey.ca;

import java.io.Serial;

/** A rotation of the CA is not possible now. The message says why, and what to do. */
public final class RotationRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** Creates the exception. The message is one line without a full stop. */
  public RotationRefusedException(String message) {
    super(message);
  }
}
