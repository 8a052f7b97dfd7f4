package io.latchkey.filter;

import io.latchkey.filter.warn.MissingSlf4jWarning;
import jakarta.servlet.ServletContext;

/** An authenticator of an application, which knows whether authentication is disabled. */
record StartedAuthenticator(BearerAuthenticator authenticator, AuthenticationState state)
    implements AutoCloseable {

  /** Publishes whether requests need tokens, and starts the warnings. */
  static StartedAuthenticator start(BearerAuthenticator authenticator, ServletContext context) {
    MissingSlf4jWarning.report(context, authenticator.isRequired());
    return new StartedAuthenticator(
        authenticator, AuthenticationState.announce(context, authenticator.isRequired()));
  }

  @Override
  public void close() {
    authenticator.close();
    state.close();
  }
}
