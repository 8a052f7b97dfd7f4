package io.latchkey.filter;

import io.latchkey.filter.warn.MissingSlf4jWarning;
import jakarta.servlet.ServletContext;

/** An authenticator at work in an application, which has been told whether it lets everybody in. */
record StartedAuthenticator(BearerAuthenticator authenticator, AuthenticationState state)
    implements AutoCloseable {

  /** Tells the application, and the log where that is called for. */
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
