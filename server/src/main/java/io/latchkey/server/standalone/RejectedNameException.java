package io.latchkey.server.standalone;

import java.io.Serial;

/** The CA rejects one name in a request for the server's certificate. */
final class RejectedNameException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String name;

  RejectedNameException(String name, String message) {
    super(message, null, false, false);
    this.name = name;
  }

  String name() {
    return name;
  }
}
