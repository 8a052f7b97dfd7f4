package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import java.time.Instant;

/**
 * A failure of the whole store, such as a full disk or a database that does not answer.
 *
 * @param since when a write failed first
 * @param problem what failed and what to do
 */
record Outage(Instant since, AuthorityUnavailableException problem) {
  /** The problem for another caller, with a stack trace of its own. */
  AuthorityUnavailableException forCaller() {
    return new AuthorityUnavailableException(String.valueOf(problem.getMessage()), problem);
  }
}
