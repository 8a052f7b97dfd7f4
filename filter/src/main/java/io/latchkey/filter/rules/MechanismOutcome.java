package io.latchkey.filter.rules;

import io.latchkey.tokens.VerifiedToken;

/**
 * What an authentication mechanism does with a request. A mechanism handles all cases, because
 * {@link Cases} has a method for each.
 */
public sealed interface MechanismOutcome {

  /** Calls the method for this outcome. */
  <R, E extends Exception> R handle(Cases<R, E> cases) throws E;

  /** What a mechanism does in each case. */
  interface Cases<R, E extends Exception> {
    /** The request has a valid token: the mechanism tells the container its caller. */
    R admitted(VerifiedToken caller) throws E;

    /** The mechanism sends the problem as the response. */
    R rejected(Problem problem) throws E;

    /** The request continues to the filter, which sends the response. */
    R leftToFilter() throws E;

    /** The request continues to the application without a caller. */
    R anonymous() throws E;
  }

  /**
   * The request has a valid token.
   *
   * @param caller the verified token
   */
  record Admitted(VerifiedToken caller) implements MechanismOutcome {
    @Override
    public <R, E extends Exception> R handle(Cases<R, E> cases) throws E {
      return cases.admitted(caller);
    }
  }

  /**
   * The request is rejected, and the mechanism answers it at once.
   *
   * @param problem the response
   */
  record Rejected(Problem problem) implements MechanismOutcome {
    @Override
    public <R, E extends Exception> R handle(Cases<R, E> cases) throws E {
      return cases.rejected(problem);
    }
  }

  /** The filter sends the response: it rejects the request, or answers a preflight request. */
  record LeftToFilter() implements MechanismOutcome {
    @Override
    public <R, E extends Exception> R handle(Cases<R, E> cases) throws E {
      return cases.leftToFilter();
    }
  }

  /**
   * The request needs no caller and has none: its path is open, authentication is disabled, or the
   * caller has logged out.
   */
  record Anonymous() implements MechanismOutcome {
    @Override
    public <R, E extends Exception> R handle(Cases<R, E> cases) throws E {
      return cases.anonymous();
    }
  }
}
