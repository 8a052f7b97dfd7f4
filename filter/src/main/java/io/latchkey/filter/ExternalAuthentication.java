package io.latchkey.filter;

import io.latchkey.filter.keys.ConfiguredVerifier;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
@SuppressWarnings(
    "exports") // Outcome is internal: only the Jakarta Security mechanism calls this type
public final class ExternalAuthentication implements AutoCloseable {
  private static final String NAME = ExternalAuthentication.class.getName();
  private static final String IDENTITY = RequestIdentity.attribute(NAME);
  private static final String REFUSAL = NAME + ".refusal";

  private static final Logger LOGGER = LoggerFactory.getLogger(ExternalAuthentication.class);

  private final Source current;
  private final AuthenticationState state;
  private volatile boolean filterAnswers;
  private final AtomicBoolean warned = new AtomicBoolean();
  private final AtomicReference<String> lastProblem = new AtomicReference<>("");

  private ExternalAuthentication(Source current, AuthenticationState state) {
    this.current = current;
    this.state = state;
  }

  /**
   * Takes over from the application's filter.
   *
   * @param settings where {@code latchkey.auth} stands; the rest is the authenticator's to read
   * @param current gives the authenticator for each request; closed with this
   * @throws SettingsException if {@code latchkey.auth} is bad
   */
  public static ExternalAuthentication open(
      ServletContext context, Settings settings, Source current) {
    boolean required = ConfiguredVerifier.isRequired(settings);
    ExternalAuthentication shared =
        new ExternalAuthentication(current, AuthenticationState.announce(context, required));
    context.setAttribute(NAME, shared);
    return shared;
  }

  /**
   * The one that was opened for an application, if there is one.
   *
   * @param context null, which a servlet mock may answer, has none
   */
  public static Optional<ExternalAuthentication> of(@Nullable ServletContext context) {
    return context != null && context.getAttribute(NAME) instanceof ExternalAuthentication shared
        ? Optional.of(shared)
        : Optional.empty();
  }

  /**
   * Decides about a request, or says what was decided about it before. Refuses it if there is no
   * authenticator because the settings are bad by now; the log then says what is wrong.
   *
   * @param callerNeeded whether the application cannot do without a caller, so that an open path is
   *     not enough
   * @return {@link Outcome.Refused} is to be answered at once. {@link Outcome.Open} lets the
   *     request go on without a caller, and never is the outcome when one is needed; it may be on
   *     its way to the filter, which then refuses it
   */
  public Outcome authenticate(HttpServletRequest request, boolean callerNeeded) {
    Outcome outcome =
        authenticator()
            .map(rules -> authenticate(request, rules, callerNeeded))
            .orElseGet(() -> new Outcome.Refused(Problem.MISCONFIGURED));
    if (outcome instanceof Outcome.Refused && isLeftToFilter(callerNeeded)) {
      request.setAttribute(REFUSAL, outcome);
      return Outcome.Open.INSTANCE;
    }
    return outcome;
  }

  /**
   * Refuses a request whose caller was found but is not taken by the server, whatever its token.
   * The log says so once, however many requests meet it in a row.
   *
   * @param callerNeeded as in {@link #authenticate}
   * @param problem one line for the log: what is wrong and how to mend it
   * @param cause what the server says
   * @return as of {@link #authenticate}
   */
  public Outcome refuseCaller(
      HttpServletRequest request, boolean callerNeeded, String problem, Throwable cause) {
    logOnce(problem, cause);
    Outcome refusal = new Outcome.Refused(Problem.MISCONFIGURED);
    // The filter would find the caller to be a good one.
    request.setAttribute(REFUSAL, refusal);
    return isLeftToFilter(callerNeeded) ? Outcome.Open.INSTANCE : refusal;
  }

  /** Servers deal in their own ways with what a mechanism answers; a filter's answer is final. */
  private boolean isLeftToFilter(boolean callerNeeded) {
    return !callerNeeded && filterAnswers;
  }

  private static Outcome authenticate(
      HttpServletRequest request, BearerAuthenticator rules, boolean callerNeeded) {
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
    Outcome known = identity.outcome();
    return known instanceof Outcome.Refused ? Outcome.Open.INSTANCE : known;
  }

  /** From here on refusals may be left to the filter, which stands in front of every resource. */
  void leaveRefusalsToFilter() {
    filterAnswers = true;
  }

  /** What the filter has to answer to this request, because it was refused before. */
  static Optional<Problem> refusal(HttpServletRequest request) {
    return request.getAttribute(REFUSAL) instanceof Outcome.Refused refused
        ? Optional.of(refused.problem())
        : Optional.empty();
  }

  /** Makes the rest of a request anonymous, as {@link HttpServletRequest#logout} asks for. */
  public void forget(HttpServletRequest request) {
    identity(request).ifPresent(identity -> identity.drop(request));
  }

  /** Whether the other has judged this request; says once when it has not. */
  boolean hasJudged(HttpServletRequest request) {
    boolean judged = identity(request).isPresent();
    boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
    if (!judged && first && !warned.getAndSet(true)) {
      LOGGER.warn(
          "The server does not ask the authentication mechanism of '{}', so the filter authenticates"
              + " its requests, and security constraints and enterprise beans do not know the"
              + " callers; switch Jakarta Security on in the server, or take the mechanism's jar away",
          request.getContextPath());
    }
    return judged;
  }

  private Optional<RequestIdentity> identity(HttpServletRequest request) {
    return authenticator()
        .flatMap(rules -> Optional.ofNullable(RequestIdentity.find(request, IDENTITY, rules)));
  }

  /** The authenticator for a request; empty if the settings are bad by now. */
  Optional<BearerAuthenticator> authenticator() {
    try {
      return Optional.of(current.get());
    } catch (SettingsException e) {
      logOnce(String.valueOf(e.getMessage()), e.getCause());
      return Optional.empty();
    }
  }

  /** Once, however many requests meet it in a row. */
  private void logOnce(String problem, @Nullable Throwable cause) {
    if (!problem.equals(lastProblem.getAndSet(problem))) {
      LOGGER.error("{}", problem, cause);
    }
  }

  /** Ends what was started for the application; to be called when it stops. */
  @Override
  public void close() {
    current.close();
    state.close();
  }

  /** Where the authenticators come from. Has to be safe for use by several threads. */
  public interface Source extends AutoCloseable {
    /**
     * The authenticator for the request of this thread; mostly the same one for all.
     *
     * @throws SettingsException if there is none because a setting is bad by now
     */
    BearerAuthenticator get();

    /** Closes the authenticators. */
    @Override
    void close();
  }
}
