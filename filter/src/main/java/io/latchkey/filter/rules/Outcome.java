package io.latchkey.filter.rules;

import io.latchkey.tokens.VerifiedToken;
import org.jspecify.annotations.Nullable;

/** The decision of {@code BearerAuthenticator} about a request. */
public sealed interface Outcome {

  /**
   * The request needs no credentials: authentication is disabled, the path is open, or it is an
   * accepted preflight request.
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
   * @param caller the verified token, which does not permit the request; null if no token was
   *     verified
   */
  record Rejected(Problem problem, @Nullable VerifiedToken caller) implements Outcome {
    /** The request has no valid token. */
    public Rejected(Problem problem) {
      this(problem, null);
    }
  }
}
