package io.latchkey.filter;

import io.latchkey.filter.observe.AuthenticationListeners;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.filter.observe.AuthenticationWatch;
import io.latchkey.filter.rules.MechanismOutcome;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.filter.throttle.ClientAddress;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a container mechanism, such as an authentication mechanism of Jakarta Security, authenticate
 * the requests of a web application. {@link BearerTokenFilter} handles only requests that the
 * mechanism did not see, with the same settings. The application is therefore protected even if the
 * server does not call the mechanism.
 *
 * <p>To be opened before the filters of the application are initialised, for example by a listener.
 * A request is authenticated once, on its first dispatch. Safe for use by several threads.
 */
@SuppressWarnings(
    "exports") // MechanismOutcome is internal: only the Jakarta Security mechanism calls this type
public final class ExternalAuthentication implements AutoCloseable {
  private static final String NAME = ExternalAuthentication.class.getName();
  private static final String IDENTITY = RequestIdentity.attribute(NAME);
  private static final String REJECTION = NAME + ".rejection";

  private static final String UNREPORTED = NAME + ".unreported";
  private static final String MISCONFIGURED = NAME + ".misconfigured";

  private static final Logger LOGGER = LoggerFactory.getLogger(ExternalAuthentication.class);

  private final Source current;
  private final AuthenticationState state;

  /** Reports requests for which there is no authenticator, or whose caller the server rejects. */
  private final AuthenticationWatch watch;

  private volatile boolean filterAnswers;
  private final AtomicBoolean warned = new AtomicBoolean();
  private final AtomicReference<String> lastProblem = new AtomicReference<>("");

  private ExternalAuthentication(
      Source current, AuthenticationState state, AuthenticationWatch watch) {
    this.current = current;
    this.state = state;
    this.watch = watch;
  }

  /**
   * Enables a mechanism for an application.
   *
   * @param settings the settings that do not depend on the request. Only {@code latchkey.auth} is
   *     read, and the settings of the log and of client addresses for requests that are rejected
   *     because of the configuration
   * @param current provides the authenticator of each request; closed with this object
   * @throws SettingsException if one of these settings is invalid
   */
  public static ExternalAuthentication open(
      ServletContext context, Settings settings, Source current) {
    boolean required = settings.requiresAuthentication();
    AuthenticationWatch watch =
        new AuthenticationWatch(
            AuthenticationStatistics.of(context),
            ClientAddress.of(settings, ApplicationWarnings.of(context))::of,
            FilterSettings.classLoader(context),
            AuthenticationListeners.of(context),
            settings);
    ExternalAuthentication opened =
        new ExternalAuthentication(current, AuthenticationState.announce(context, required), watch);
    context.setAttribute(NAME, opened);
    return opened;
  }

  /**
   * Returns the instance of an application; empty if the application has none.
   *
   * @param context null, which a servlet mock may return, has none
   */
  public static Optional<ExternalAuthentication> of(@Nullable ServletContext context) {
    return context != null && context.getAttribute(NAME) instanceof ExternalAuthentication found
        ? Optional.of(found)
        : Optional.empty();
  }

  /**
   * Adds the CORS headers to the response, and answers a preflight request of an allowed origin,
   * unless the filter does so.
   *
   * @param callerNeeded as in {@link #authenticate}
   * @return whether the response is complete
   */
  public boolean answersPreflight(
      HttpServletRequest request, HttpServletResponse response, boolean callerNeeded) {
    return !isLeftToFilter(callerNeeded)
        && authenticator()
            .filter(authenticator -> authenticator.answersPreflight(request, response))
            .isPresent();
  }

  /**
   * Decides about a request, or returns the previous decision. The mechanism then calls {@link
   * #acceptCaller} or {@link #rejectCaller} for {@link MechanismOutcome.Admitted}. If there is no
   * authenticator because the settings are invalid now, rejects the request and logs the problem.
   *
   * @param callerNeeded whether a caller is required, so that an open path is not sufficient
   * @return {@link MechanismOutcome.Admitted} or {@link MechanismOutcome.Rejected} if a caller is
   *     required, except for a preflight request; otherwise any outcome
   */
  public MechanismOutcome authenticate(HttpServletRequest request, boolean callerNeeded) {
    Optional<BearerAuthenticator> configured = authenticator();
    if (configured.isEmpty()) {
      return reject(request, reportMisconfigured(request), callerNeeded);
    }
    BearerAuthenticator authenticator = configured.get();
    if (authenticator.isPreflight(request)) {
      return new MechanismOutcome.LeftToFilter();
    }
    RequestIdentity identity = RequestIdentity.find(request, IDENTITY, authenticator);
    if (identity == null) {
      Outcome outcome = authenticator.examine(request);
      report(authenticator, request, outcome);
      if (outcome instanceof Outcome.Rejected rejected) {
        return reject(request, rejected, callerNeeded);
      }
      identity = RequestIdentity.keep(request, IDENTITY, authenticator, outcome);
    }
    return callerNeeded ? requireCaller(authenticator, identity, request) : knownCaller(identity);
  }

  /** Reports a decision. A caller is reported when the server has accepted or rejected it. */
  private static void report(
      BearerAuthenticator authenticator, HttpServletRequest request, Outcome outcome) {
    if (outcome instanceof Outcome.Admitted admitted) {
      request.setAttribute(UNREPORTED, new Unreported(authenticator, admitted));
    } else {
      authenticator.report(request, outcome);
    }
  }

  /** Verifies the token on an open path too. */
  private static MechanismOutcome requireCaller(
      BearerAuthenticator authenticator, RequestIdentity identity, HttpServletRequest request) {
    VerifiedToken caller =
        identity.caller(request, (sent, outcome) -> report(authenticator, sent, outcome));
    return caller == null
        ? new MechanismOutcome.Rejected(identity.problem(request))
        : new MechanismOutcome.Admitted(caller);
  }

  private static MechanismOutcome knownCaller(RequestIdentity identity) {
    VerifiedToken caller = identity.knownCaller();
    return caller == null
        ? new MechanismOutcome.Anonymous()
        : new MechanismOutcome.Admitted(caller);
  }

  /**
   * Counts a request whose caller the server has accepted, unless it is already counted. On an open
   * path the request is counted as open too.
   */
  public void acceptCaller(HttpServletRequest request) {
    if (request.getAttribute(UNREPORTED) instanceof Unreported unreported) {
      request.removeAttribute(UNREPORTED);
      unreported.by().report(request, unreported.outcome());
    }
  }

  /**
   * Rejects a request because the server does not accept its caller, although the token is valid.
   * Logs the problem once for consecutive requests. On an open path the request is counted as open
   * and as rejected.
   *
   * @param callerNeeded as in {@link #authenticate}
   * @param problem one line for the log: the problem and its solution
   * @param cause the exception of the server
   * @return {@link MechanismOutcome.Rejected} or {@link MechanismOutcome.LeftToFilter}
   */
  public MechanismOutcome rejectCaller(
      HttpServletRequest request, boolean callerNeeded, String problem, Throwable cause) {
    logOnce(problem, cause);
    Outcome.Rejected rejection = reportMisconfigured(request);
    // Otherwise the filter would accept the token.
    request.setAttribute(REJECTION, rejection);
    return reject(request, rejection, callerNeeded);
  }

  /**
   * Counts a request that is rejected because of the configuration, unless it is already counted.
   */
  Outcome.Rejected reportMisconfigured(HttpServletRequest request) {
    VerifiedToken caller =
        request.getAttribute(UNREPORTED) instanceof Unreported unreported
            ? unreported.outcome().caller()
            : null;
    request.removeAttribute(UNREPORTED);
    Outcome.Rejected rejection = new Outcome.Rejected(Problem.MISCONFIGURED, caller);
    if (request.getAttribute(MISCONFIGURED) == null) {
      request.setAttribute(MISCONFIGURED, true);
      watch.decided(request, rejection);
    }
    return rejection;
  }

  private MechanismOutcome reject(
      HttpServletRequest request, Outcome.Rejected rejection, boolean callerNeeded) {
    if (isLeftToFilter(callerNeeded)) {
      request.setAttribute(REJECTION, rejection);
      return new MechanismOutcome.LeftToFilter();
    }
    return new MechanismOutcome.Rejected(rejection.problem());
  }

  /**
   * Whether the filter sends rejections: servers may replace the response of a mechanism, but not
   * that of a filter.
   */
  private boolean isLeftToFilter(boolean callerNeeded) {
    return !callerNeeded && filterAnswers;
  }

  /** From now on the filter may send rejections, because it precedes every resource. */
  void leaveRejectionsToFilter() {
    filterAnswers = true;
  }

  /** The rejection that the filter must send for this request, if the mechanism has rejected it. */
  static Optional<Problem> rejection(HttpServletRequest request) {
    return request.getAttribute(REJECTION) instanceof Outcome.Rejected rejected
        ? Optional.of(rejected.problem())
        : Optional.empty();
  }

  /** Makes the rest of a request anonymous, for {@link HttpServletRequest#logout}. */
  public void forget(HttpServletRequest request) {
    identity(request).ifPresent(identity -> identity.drop(request));
  }

  /** Whether the mechanism has seen this request; logs a warning the first time that it has not. */
  boolean hasDecided(HttpServletRequest request) {
    boolean decided = identity(request).isPresent();
    boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
    if (!decided && first && !warned.getAndSet(true)) {
      LOGGER.warn(
          "The server does not call the authentication mechanism of '{}'. The filter authenticates its"
              + " requests instead, but security constraints and enterprise beans do not see the"
              + " callers. Enable Jakarta Security in the server, or remove the mechanism's jar",
          request.getContextPath());
    }
    return decided;
  }

  private Optional<RequestIdentity> identity(HttpServletRequest request) {
    return authenticator()
        .flatMap(by -> Optional.ofNullable(RequestIdentity.find(request, IDENTITY, by)));
  }

  /** The authenticator of a request; empty if the settings are invalid now. */
  Optional<BearerAuthenticator> authenticator() {
    try {
      return Optional.of(current.get());
    } catch (SettingsException e) {
      logOnce(String.valueOf(e.getMessage()), e.getCause());
      return Optional.empty();
    }
  }

  /** Logs a problem once for consecutive requests. */
  private void logOnce(String problem, @Nullable Throwable cause) {
    if (!problem.equals(lastProblem.getAndSet(problem))) {
      LOGGER.error("{}", problem, cause);
    }
  }

  /** Closes the authenticators. To be called when the application stops. */
  @Override
  public void close() {
    current.close();
    state.close();
  }

  /** A valid token about whose caller the server has not decided yet. */
  private record Unreported(BearerAuthenticator by, Outcome.Admitted outcome) {}

  /** Provides authenticators. Must be safe for use by several threads. */
  public interface Source extends AutoCloseable {
    /**
     * Returns the authenticator for the request of the current thread, usually the same for all
     * requests.
     *
     * @throws SettingsException if a setting is invalid now
     */
    BearerAuthenticator get();

    /** Closes the authenticators. */
    @Override
    void close();
  }
}
