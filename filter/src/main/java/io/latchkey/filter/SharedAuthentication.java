package io.latchkey.filter;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets something else than {@link BearerTokenFilter} authenticate the requests of a web
 * application, such as an authentication mechanism of the server, and keeps the filter behind it: a
 * request that the other has judged passes the filter as it is, with the caller that the server
 * shows; one that never came by the other is judged by the filter, with the same settings. So an
 * application whose server does not ask the mechanism is protected all the same.
 *
 * <p>Opened before the filters of the application are initialised, by a listener for example. A
 * request is judged once, on its first dispatch. Safe for use by several threads.
 */
public final class SharedAuthentication implements AutoCloseable {
  private static final String NAME = SharedAuthentication.class.getName();
  private static final String IDENTITY = RequestIdentity.attribute(NAME);

  private final Supplier<BearerAuthenticator> current;
  private final AuthenticationState state;

  private SharedAuthentication(Supplier<BearerAuthenticator> current, AuthenticationState state) {
    this.current = current;
    this.state = state;
  }

  /**
   * Takes over from the application's filter.
   *
   * @param settings where {@code latchkey.auth} stands; the rest is the authenticator's to read
   * @param current gives the authenticator for each request; mostly the same one
   * @throws SettingsException if {@code latchkey.auth} is bad
   */
  public static SharedAuthentication open(
      ServletContext context, Settings settings, Supplier<BearerAuthenticator> current) {
    boolean required = ConfiguredVerifier.isRequired(settings);
    SharedAuthentication shared =
        new SharedAuthentication(current, AuthenticationState.announce(context, required));
    context.setAttribute(NAME, shared);
    return shared;
  }

  /** The one that was opened for an application, if there is one. */
  public static Optional<SharedAuthentication> of(ServletContext context) {
    return context.getAttribute(NAME) instanceof SharedAuthentication shared
        ? Optional.of(shared)
        : Optional.empty();
  }

  /**
   * Decides about a request, or says what was decided about it before.
   *
   * @param callerNeeded whether the application cannot do without a caller, so that an open path is
   *     not enough; then the outcome is not {@link Outcome.Open}
   * @throws SettingsException if there is no authenticator because the settings are bad by now
   */
  public Outcome authenticate(HttpServletRequest request, boolean callerNeeded) {
    BearerAuthenticator rules = current.get();
    RequestIdentity identity = RequestIdentity.find(request, IDENTITY, rules);
    if (identity == null) {
      Outcome outcome = rules.authenticate(request);
      if (outcome instanceof Outcome.Refused) {
        return outcome;
      }
      identity = RequestIdentity.keep(request, IDENTITY, rules, outcome);
    }
    if (callerNeeded) {
      return identity.resolve(request);
    }
    // What turned out to have no caller, or has logged out, may go on without one.
    return identity.outcome() instanceof Outcome.Refused
        ? Outcome.Open.INSTANCE
        : identity.outcome();
  }

  /** Makes the rest of a request anonymous, as {@link HttpServletRequest#logout} asks for. */
  public void forget(HttpServletRequest request) {
    RequestIdentity identity = RequestIdentity.find(request, IDENTITY, current.get());
    if (identity != null) {
      identity.drop();
    }
  }

  boolean hasJudged(HttpServletRequest request) {
    return RequestIdentity.find(request, IDENTITY, current.get()) != null;
  }

  BearerAuthenticator authenticator() {
    return current.get();
  }

  /** Ends what was started for the application; to be called when it stops. */
  @Override
  public void close() {
    state.close();
  }
}
