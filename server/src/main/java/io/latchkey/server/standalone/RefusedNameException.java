package io.latchkey.server.standalone;

import java.io.Serial;

/** The CA refuses one name in a request for the server's certificate. */
final class RefusedNameException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String name;

  RefusedNameException(String name, String message) {
    super(message, null, false, false);
    this.name = name;
  }

  String name() {
    return name;
  }
}
