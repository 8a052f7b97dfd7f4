package io.latchkey.filter.observe;

import io.latchkey.filter.rules.Outcome;

/**
 * Receives the decisions about requests, on the threads of the requests. Implementations must be
 * fast and must not throw.
 */
interface AuthenticationObserver {
  /**
   * Whether this observer needs an event for the outcome. Called for every request, before the
   * event is created.
   */
  boolean wants(Outcome outcome);

  void decided(AuthenticationEvent event);
}
