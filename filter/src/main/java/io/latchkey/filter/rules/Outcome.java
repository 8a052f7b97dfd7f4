package io.latchkey.filter.rules;

import io.latchkey.tokens.VerifiedToken;

/** The decision about a request. */
public sealed interface Outcome {

  /**
   * The request needs no credentials: its path is an open one, it is a preflight that may pass, or
   * authentication is disabled.
   */
  record Open() implements Outcome {
    /** The only instance that the filter uses. */
    public static final Open INSTANCE = new Open();
  }

  /**
   * The request carries a good token.
   *
   * @param caller who sent it
   */
  record Admitted(VerifiedToken caller) implements Outcome {}

  /**
   * The request must not reach the application.
   *
   * @param problem what to answer instead
   */
  record Refused(Problem problem) implements Outcome {}
}
