package io.latchkey.filter;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.filter.observe.AuthenticationListener;
import io.latchkey.filter.observe.AuthenticationListeners;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.filter.throttle.ClientAddress;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates requests by bearer token: requests with a valid token reach the application; all
 * others are answered with a problem document (RFC 6750, RFC 9457). The application gets the
 * caller, an {@link io.latchkey.tokens.VerifiedToken}, from {@code getUserPrincipal()}, and checks
 * roles with {@code isUserInRole(…)}.
 *
 * <p>The filter registers itself for all paths and all dispatcher types if its jar is in {@code
 * WEB-INF/lib}. To register it differently, declare it in {@code web.xml} or extend it with an
 * annotated class. The settings of the filter can then be init-params. A CA does not read
 * init-params: a setting that only a CA reads stops the start, and in an application with a CA each
 * setting that the CA reads too, such as {@code latchkey.psk}. An example without a CA:
 *
 * <pre>{@code
 * @WebFilter(
 *     urlPatterns = "/*",
 *     asyncSupported = true,
 *     dispatcherTypes = {REQUEST, FORWARD, INCLUDE, ERROR, ASYNC},
 *     initParams = @WebInitParam(name = "latchkey.psk", value = "file:/run/secrets/psk"))
 * public class TokenFilter extends BearerTokenFilter {}
 * }</pre>
 *
 * <p>If the application has an {@link ExternalAuthentication}, such as the Jakarta Security
 * mechanism, the filter authenticates only requests that the mechanism did not see, with the
 * settings of the mechanism.
 *
 * <p>A request is authenticated once, on its first dispatch; later dispatches keep its caller. Safe
 * for use by several threads.
 */
public class BearerTokenFilter extends HttpFilter {
  /**
   * The attribute of the servlet context with the value {@code required} or {@code disabled}:
   * whether requests need tokens. Not set if no filter has started.
   */
  public static final String AUTH_ATTRIBUTE = ContextAttributes.AUTH;

  /**
   * The request attribute that contains the name of the authenticated caller, for access logs:
   * printable ASCII without spaces and quotes; other characters are percent-encoded as UTF-8. Not
   * set for a request without a caller.
   */
  public static final String CALLER_NAME_ATTRIBUTE = RequestAttributes.CALLER_NAME;

  /**
   * The request attribute that contains the client address that a trusted proxy has named. If it is
   * not set, {@link jakarta.servlet.ServletRequest#getRemoteAddr()} is the client address.
   */
  public static final String ADDRESS_ATTRIBUTE = ClientAddress.ATTRIBUTE;

  @Serial private static final long serialVersionUID = 1;

  private transient @Nullable StartedAuthenticator started;
  private transient @Nullable ExternalAuthentication externalAuthentication;
  private transient String attribute = "";
  private final transient List<AuthenticationListener> listeners = new CopyOnWriteArrayList<>();

  /** Called by the server. */
  public BearerTokenFilter() {}

  /**
   * Reads the settings.
   *
   * @throws ServletException if a setting is invalid, if there is neither a pre-shared key nor a
   *     public key nor a trusted CA and authentication is not disabled, or if Jetty's filter for
   *     WebSocket handshakes cannot be moved behind this filter. The application must not start
   *     then
   */
  @Override
  public void init() throws ServletException {
    if (getServletContext() == null) {
      throw new ServletException(
          "The FilterConfig has no ServletContext; in a test, let the mock of FilterConfig return"
              + " one");
    }
    attribute = RequestIdentity.attribute(name());
    // After the listeners of the application, which may have added Jetty's filter.
    UpgradeFilterOrder.correct(getServletContext());
    UpgradeFilterOrder.watch(getServletContext());
    RoleReferences.read(getServletContext());
    externalAuthentication = ExternalAuthentication.of(getServletContext()).orElse(null);
    try {
      listeners.forEach(AuthenticationListeners.of(getServletContext())::add);
      if (externalAuthentication == null) {
        start();
      } else {
        delegateTo(externalAuthentication);
      }
    } catch (SettingsException e) {
      throw new ServletException(e.getMessage(), e);
    }
  }

  /**
   * Adds the filter to an application of an embedded server, for all paths and all dispatcher
   * types, before filters that are added later. Call this method before the application starts,
   * such as in a {@link jakarta.servlet.ServletContainerInitializer}. It does nothing if the
   * application already has the filter:
   *
   * <pre>{@code
   * context.addServletContainerInitializer(
   *     (classes, servletContext) -> BearerTokenFilter.addTo(servletContext), Set.of());
   * }</pre>
   *
   * <p>The settings come from the context-params, system properties, the environment and {@code
   * latchkey.properties}. They are read when the application starts. An invalid setting or a
   * missing key stops the start.
   *
   * @throws ServletException if the server's API is older than Servlet 6.0, the application's
   *     deployment descriptors cannot be read, or another filter has the name
   * @throws IllegalStateException if the application has already started
   */
  public static void addTo(ServletContext context) throws ServletException {
    if (StartedFilters.of(context).isEmpty()) {
      context.addListener(BearerTokenFilterInitializer.register(context));
    }
  }

  /**
   * Adds a listener that is notified of the decisions of all filters of the application while this
   * filter runs. Call this method before the filter is initialised. Afterwards it has no effect:
   * use {@link AuthenticationListeners#of}.
   */
  public final void addAuthenticationListener(AuthenticationListener listener) {
    listeners.add(listener);
  }

  private void start() {
    started =
        StartedFilters.of(getServletContext())
            .flatMap(filters -> filters.start(this))
            .orElseGet(this::made);
  }

  private StartedAuthenticator made() {
    ServletContext context = getServletContext();
    BearerAuthenticator authenticator =
        BearerAuthenticator.of(
            FilterSettings.of(FilterSettings.initParams(getFilterConfig()), context, isExtended()),
            context);
    return StartedAuthenticator.start(authenticator, context);
  }

  private void delegateTo(ExternalAuthentication other) {
    FilterSettings.rejectInitParams(getFilterConfig());
    if (BearerTokenFilterInitializer.hasRegistered(getServletContext(), name())) {
      other.leaveRejectionsToFilter();
    }
  }

  /** The name of this filter; empty if a servlet mock has none. */
  final String name() {
    return Objects.requireNonNullElse(getFilterName(), "");
  }

  private boolean isExtended() {
    return getClass() != BearerTokenFilter.class;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    BearerAuthenticator authenticator = authenticator();
    if (authenticator != null && authenticator.answersPreflight(request, response)) {
      return;
    }
    if (externalAuthentication != null) {
      Optional<Problem> rejection = ExternalAuthentication.rejection(request);
      if (rejection.isPresent()) {
        rejection.get().answer(request, response);
        return;
      }
      if (externalAuthentication.hasDecided(request)) {
        chain.doFilter(request, response);
        return;
      }
    }
    if (authenticator == null) {
      if (externalAuthentication != null) {
        externalAuthentication.reportMisconfigured(request);
      }
      Problem.MISCONFIGURED.answer(request, response);
      return;
    }
    RequestIdentity identity = identity(request, response, authenticator);
    if (identity == null) {
      return;
    }
    HttpServletRequest shown = AuthenticatedRequest.of(request, identity);
    HttpServletRequest before = identity.dispatch(shown);
    try {
      chain.doFilter(shown, response);
    } finally {
      identity.dispatch(before);
    }
  }

  /** Returns what an earlier dispatch or now was decided; null if a rejection was answered. */
  private @Nullable RequestIdentity identity(
      HttpServletRequest request, HttpServletResponse response, BearerAuthenticator authenticator)
      throws IOException {
    RequestIdentity known = RequestIdentity.find(request, attribute, authenticator);
    if (known != null) {
      return known;
    }
    Outcome outcome = authenticator.authenticate(request);
    if (outcome instanceof Outcome.Rejected rejected) {
      rejected.problem().answer(request, response);
      return null;
    }
    return RequestIdentity.keep(request, attribute, authenticator, outcome);
  }

  /** The authenticator of this request; null if the settings of the mechanism are invalid now. */
  private @Nullable BearerAuthenticator authenticator() throws ServletException {
    if (externalAuthentication != null) {
      return externalAuthentication.authenticator().orElse(null);
    }
    if (started == null) {
      throw new ServletException(
          "The filter is not initialised: a subclass must call super.init(), and a test must call"
              + " init(FilterConfig), or for MockMvc addFilter(...) with init parameters");
    }
    return started.authenticator();
  }

  @Override
  public void destroy() {
    if (!listeners.isEmpty() && getServletContext() != null) {
      listeners.forEach(AuthenticationListeners.of(getServletContext())::remove);
    }
    end();
  }

  /** Closes the authenticator. May be called several times. */
  final void end() {
    if (started != null) {
      started.close();
    }
  }
}
