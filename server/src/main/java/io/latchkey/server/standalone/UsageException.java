package io.latchkey.server.standalone;

import java.io.Serial;

/** The command line is wrong; the message is one line that says what to type instead. */
final class UsageException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String problem;

  UsageException(String problem) {
    super(problem);
    this.problem = problem;
  }

  String problem() {
    return problem;
  }
}
