package io.latchkey.tokens.component;

import java.io.Serial;

/**
 * A component path cannot be used. The message is one line that quotes the invalid part, and never
 * contains a key. It has no stack trace, so that a flood of forged paths does not cost one for each
 * request.
 */
public final class ComponentPathException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  private final boolean unsupported;

  private ComponentPathException(String message, boolean unsupported) {
    super(message);
    this.unsupported = unsupported;
  }

  static ComponentPathException malformed(String message) {
    return new ComponentPathException(message, false);
  }

  static ComponentPathException unsupported(String message) {
    return new ComponentPathException(message, true);
  }

  /**
   * Whether the text has the structure of a path, but a restriction is unknown, repeated, empty or
   * malformed. Otherwise the text is not a path.
   */
  public boolean isUnsupported() {
    return unsupported;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
