package io.latchkey.filter;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.http.Credentials;
import io.latchkey.base.http.Credentials.Token;
import io.latchkey.base.http.Credentials.Unusable;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.base.rate.ElapsedTime;
import io.latchkey.filter.keys.ConfiguredPublicKeys;
import io.latchkey.filter.keys.ConfiguredVerifier;
import io.latchkey.filter.keys.CurrentVerifier;
import io.latchkey.filter.observe.AuthenticationWatch;
import io.latchkey.filter.rules.Cors;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.OwnResources;
import io.latchkey.filter.rules.PrefixCheck;
import io.latchkey.filter.rules.Problem;
import io.latchkey.filter.rules.RequestPath;
import io.latchkey.filter.rules.RoleCheck;
import io.latchkey.filter.rules.TokenBinding;
import io.latchkey.filter.throttle.ApplicationLimiters;
import io.latchkey.filter.throttle.ClientAddress;
import io.latchkey.settings.EnrolmentProtocol;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.paths.OpenPaths;
import io.latchkey.settings.paths.PathDecision;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.TokenVerifierBuilder;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.secrets.ConfiguredDerivation;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request may reach the application, and who its caller is. It does not depend on
 * filters and writes no responses, so that a filter and an authentication mechanism can both use
 * it.
 *
 * <p>The rules, in this order:
 *
 * <ol>
 *   <li>{@code TRACE} is rejected.
 *   <li>With {@code latchkey.auth=disabled}, all other requests are accepted.
 *   <li>An ambiguous path is rejected, or, with {@code latchkey.ambiguous-paths=authenticate},
 *       needs a token even if it is an open path.
 *   <li>Open paths and, if allowed, preflight requests (WHATWG Fetch) are accepted.
 *   <li>Other requests need exactly one valid token in one {@code Authorization} header. A client
 *       address with too many rejected tokens must wait, unless this token or its salt was verified
 *       before.
 *   <li>The token must not be limited to another purpose, and its component key must allow the use
 *       ({@link TokenBinding}).
 *   <li>With {@code latchkey.prefix-check}, the prefix of a public-key token must match the
 *       resource.
 *   <li>The caller must have a role that {@code latchkey.roles} requires for the path.
 * </ol>
 *
 * <p>Safe for use by several threads. All requests of an application share one authenticator,
 * because it caches verified tokens and counts failures. Key files that change are read again;
 * {@link #close} stops this.
 */
@SuppressWarnings(
    "exports") // Outcome is internal: only the Jakarta Security mechanism calls this type
public final class BearerAuthenticator implements AutoCloseable {
  private final Optional<CurrentVerifier> verifier;
  private final Optional<PrefixCheck> prefixCheck;
  private final OpenPaths openPaths;
  private final BooleanSupplier hasAuthority;
  private final boolean enablesEst;
  private final RoleCheck roleCheck;
  private final boolean takesAmbiguousPaths;
  private final boolean allowsPreflight;
  private final Optional<Cors> cors;
  private final ClientAddress clientAddress;
  private final ApplicationLimiters limiters;
  private final AuthenticationWatch watch;
  private Runnable unpublish = () -> {};

  private BearerAuthenticator(Settings settings, Ticker keySetTime, ApplicationParts application) {
    boolean required = settings.requiresAuthentication();
    prefixCheck = required ? prefixCheck(settings, application.classLoader()) : Optional.empty();
    openPaths = OpenPaths.of(settings);
    OwnResources own = application.ownResources();
    hasAuthority = own::haveAuthority;
    enablesEst = EnrolmentProtocol.enabled(settings).contains(EnrolmentProtocol.EST);
    roleCheck = RoleCheck.of(settings, own, application.warnings());
    takesAmbiguousPaths = PathDecision.takesAmbiguousPaths(settings);
    allowsPreflight = settings.flag(Setting.ALLOW_PREFLIGHT);
    cors = Cors.of(settings, application.warnings());
    clientAddress = ClientAddress.of(settings, application.warnings());
    application.warnings().exposedSecrets(settings);
    limiters = application.limiters();
    ConfiguredDerivation.raise(limiters.keyDerivations(), settings.value(Setting.KDF_CONCURRENCY));
    watch =
        new AuthenticationWatch(
            application.statistics(),
            clientAddress::of,
            application.classLoader(),
            application.listeners(),
            settings);
    // Last, because the verifier has a thread, which would not end if the constructor then failed.
    verifier =
        required ? Optional.of(verifier(settings, keySetTime, application)) : Optional.empty();
  }

  private static CurrentVerifier verifier(
      Settings settings, Ticker keySetTime, ApplicationParts application) {
    TokenVerifierBuilder builder =
        TokenVerifier.builder().keyDerivationLimiter(application.limiters().keyDerivations());
    return ConfiguredVerifier.of(
        settings,
        keySetTime,
        builder,
        application.certificates(),
        application.warnings(),
        application.poller(),
        application.secrets());
  }

  /**
   * Creates an authenticator for a web application. docs/filter.md lists its settings. All
   * authenticators of an application share limits, statistics and warnings, and find certificates
   * of its own CA under the name of {@link CertificateKeys}.
   *
   * @throws SettingsException if a setting is invalid, or if there is neither a pre-shared key nor
   *     a public key nor a trusted CA and authentication is not disabled
   */
  public static BearerAuthenticator of(Settings settings, ServletContext application) {
    return of(settings, ElapsedTime.system()::getAsLong, application);
  }

  /** The same, with a ticker that measures the age of fetched key sets. */
  static BearerAuthenticator of(Settings settings, Ticker keySetTime, ServletContext application) {
    BearerAuthenticator made =
        new BearerAuthenticator(settings, keySetTime, ApplicationParts.of(application));
    made.verifier.ifPresent(each -> made.unpublish = each.publishRevocationLists(application));
    return made;
  }

  private static Optional<PrefixCheck> prefixCheck(Settings settings, ClassLoader application) {
    return PrefixCheck.of(
        settings,
        ConfiguredPublicKeys.areThere(settings),
        () -> ResourceIdentifiers.load(application)::identify);
  }

  /** Whether requests need tokens; false only with {@code latchkey.auth=disabled}. */
  public boolean isRequired() {
    return verifier.isPresent();
  }

  /** Whether the request is a preflight request of an allowed origin. */
  boolean isPreflight(HttpServletRequest request) {
    return cors.isPresent() && cors.get().isPreflight(request);
  }

  /**
   * Adds the CORS headers to the response, if an origin is configured. Answers and counts a
   * preflight request of an allowed origin.
   *
   * @return whether the response is complete
   */
  boolean answersPreflight(HttpServletRequest request, HttpServletResponse response) {
    if (cors.isEmpty() || !cors.get().answers(request, response)) {
      return false;
    }
    report(request, Outcome.Open.INSTANCE);
    return true;
  }

  /** Stops reading changed keys. Requests are still checked, with the current keys. */
  @Override
  public void close() {
    unpublish.run();
    verifier.ifPresent(CurrentVerifier::close);
  }

  /**
   * Decides about a request. Reads only its method, path, headers, remote address and servlet
   * mapping. Sets attributes of the request: {@link BearerTokenFilter#ADDRESS_ATTRIBUTE} if a
   * trusted proxy has named another address, {@link RequestAttributes#CREDENTIALS} if the token is
   * valid, and the limiters of the application if the path is open ({@link
   * RequestAttributes#FAILED_TOKEN_RATE_LIMITER}, {@link
   * RequestAttributes#KEY_DERIVATION_LIMITER}).
   */
  public Outcome authenticate(HttpServletRequest request) {
    Outcome outcome = examine(request);
    report(request, outcome);
    return outcome;
  }

  /** The same, but does not {@linkplain #report report} the decision. */
  Outcome examine(HttpServletRequest request) {
    clientAddress.note(request);
    Outcome outcome = decide(request);
    if (outcome instanceof Outcome.Open) {
      limiters.addTo(request);
    }
    return outcome;
  }

  /** Counts a decision and notifies the observers. */
  void report(HttpServletRequest request, Outcome outcome) {
    watch.decided(request, outcome);
  }

  /** Applies the rules in the order in which the description of this class lists them. */
  private Outcome decide(HttpServletRequest request) {
    if ("TRACE".equalsIgnoreCase(request.getMethod())) {
      return new Outcome.Rejected(Problem.METHOD);
    }
    if (verifier.isEmpty()) {
      return Outcome.Open.INSTANCE;
    }
    boolean ambiguous = RequestPath.isAmbiguous(request);
    if (ambiguous && !takesAmbiguousPaths) {
      return new Outcome.Rejected(Problem.AMBIGUOUS_PATH);
    }
    int endOfContext = RequestPath.endOfContext(request);
    if (!ambiguous && isOpen(request, endOfContext)) {
      return Outcome.Open.INSTANCE;
    }
    Outcome found = findCaller(request);
    if (!(found instanceof Outcome.Admitted admitted)) {
      return found;
    }
    Problem problem = roleCheck.check(admitted.caller(), request, endOfContext);
    return problem == null ? admitted : new Outcome.Rejected(problem, admitted.caller());
  }

  /**
   * Determines the caller of a request with an open path, when the application asks for it.
   *
   * @param report receives the decision, except if the request is anonymous
   * @return {@link Outcome.Admitted} or {@link Outcome.Rejected}
   */
  Outcome identify(HttpServletRequest request, BiConsumer<HttpServletRequest, Outcome> report) {
    Outcome outcome = findCaller(request);
    boolean anonymous =
        outcome instanceof Outcome.Rejected rejected && rejected.problem().equals(Problem.MISSING);
    if (!anonymous) {
      report.accept(request, outcome);
    }
    return outcome;
  }

  /** Applies the rules about the token: credentials, purpose and use, prefix. */
  private Outcome findCaller(HttpServletRequest request) {
    if (verifier.isEmpty()) {
      return new Outcome.Rejected(Problem.MISSING);
    }
    Credentials credentials =
        AuthorizationHeader.parse(request.getHeaders(AuthorizationHeader.NAME));
    if (!(credentials instanceof Token token)) {
      return new Outcome.Rejected(Problem.of(((Unusable) credentials).defect()));
    }
    Outcome verified = verify(verifier.get(), token, request);
    if (!(verified instanceof Outcome.Admitted admitted)) {
      return verified;
    }
    VerifiedToken caller = admitted.caller();
    Problem problem = checkPurposeAndUse(caller, request);
    if (problem == null) {
      problem = checkPrefix(caller, request);
    }
    if (problem != null) {
      return new Outcome.Rejected(problem, caller);
    }
    request.setAttribute(RequestAttributes.CREDENTIALS, token);
    return admitted;
  }

  private Outcome verify(CurrentVerifier tokens, Token token, HttpServletRequest request) {
    VerifiedToken known = tokens.findVerified(token);
    return known == null ? verifyNew(tokens, token.value(), request) : new Outcome.Admitted(known);
  }

  private Outcome verifyNew(CurrentVerifier tokens, String token, HttpServletRequest request) {
    Optional<Duration> wait = waitOf(request);
    if (wait.isPresent() && !tokens.hasVerified(token)) {
      return new Outcome.Rejected(Problem.throttled(wait.get()));
    }
    try {
      QueueRank rank = new QueueRank(request);
      VerifiedToken caller = tokens.verify(token, rank);
      rank.takeBackAttempt();
      return new Outcome.Admitted(caller);
    } catch (InvalidTokenException e) {
      if (e.reason() != Reason.BUSY) {
        limiters.failedTokens().recordFailure(clientAddress.of(request));
      }
      return new Outcome.Rejected(Problem.of(e));
    }
  }

  private @Nullable Problem checkPurposeAndUse(VerifiedToken caller, HttpServletRequest request) {
    if (!TokenBinding.admits(caller, request)) {
      return Problem.PURPOSE;
    }
    return TokenBinding.allowsUse(caller, request, enablesEst && hasAuthority.getAsBoolean())
        ? null
        : Problem.USE;
  }

  private @Nullable Problem checkPrefix(VerifiedToken caller, HttpServletRequest request) {
    return prefixCheck.isEmpty() || prefixCheck.get().admits(caller, request)
        ? null
        : Problem.PREFIX;
  }

  private Optional<Duration> waitOf(HttpServletRequest request) {
    // Nearly always empty: then the address need not be determined.
    return limiters.failedTokens().isEmpty()
        ? Optional.empty()
        : limiters.failedTokens().waitFor(clientAddress.of(request));
  }

  /**
   * Whether the request needs no token. Only the original request of a client can be open: the path
   * of a forward or of an error page was not chosen by the client.
   */
  private boolean isOpen(HttpServletRequest request, int endOfContext) {
    if (request.getDispatcherType() != DispatcherType.REQUEST) {
      return false;
    }
    if (allowsPreflight && Cors.isPreflightOfAnyOrigin(request)) {
      return true;
    }
    return endOfContext >= 0
        && openPaths.find(request.getMethod(), request.getRequestURI(), endOfContext, hasAuthority)
            != null;
  }

  /** The rank of a request in the queue of derivations. Computed only if a key must be derived. */
  private final class QueueRank implements IntSupplier {
    private final HttpServletRequest request;
    private int rank = -1;

    QueueRank(HttpServletRequest request) {
      this.request = request;
    }

    @Override
    public int getAsInt() {
      if (rank < 0) {
        rank = limiters.failedTokens().rank(clientAddress.of(request));
      }
      return rank;
    }

    /** A valid token is no failure: takes back the attempt that the queue has counted. */
    void takeBackAttempt() {
      if (rank >= 0) {
        limiters.failedTokens().recordSuccess(clientAddress.of(request));
      }
    }
  }
}
