package io.latchkey.filter.observe;

import io.latchkey.filter.rules.Outcome;

/**
 * Is told what was decided about requests. On the thread of the request, so it has to be quick, and
 * it must not throw.
 */
interface AuthenticationObserver {
  /**
   * Whether this one wants to be told now. Asked on every request before anything is put together.
   */
  boolean wants(Outcome outcome);

  void decided(AuthenticationEvent event);
}
