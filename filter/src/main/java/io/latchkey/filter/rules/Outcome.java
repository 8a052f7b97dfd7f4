package io.latchkey.filter.rules;

import io.latchkey.tokens.VerifiedToken;

/** The decision about a request. */
public sealed interface Outcome {

  /**
   * The request needs no credentials: its path is open, it is an accepted preflight request, or
   * authentication is disabled.
   */
  record Open() implements Outcome {
    /** The only instance that the filter uses. */
    public static final Open INSTANCE = new Open();
  }

  /**
   * The request has a valid token.
   *
   * @param caller the verified token
   */
  record Admitted(VerifiedToken caller) implements Outcome {}

  /**
   * The request is rejected.
   *
   * @param problem the response
   */
  record Refused(Problem problem) implements Outcome {}
}
