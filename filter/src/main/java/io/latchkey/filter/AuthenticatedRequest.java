package io.latchkey.filter;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The request that the application sees: its caller is the caller of the token, or none. A caller
 * that the server knows from a session or a client certificate is not shown.
 */
final class AuthenticatedRequest extends HttpServletRequestWrapper {
  private static final String SCHEME = "Bearer";

  /** Any authenticated caller (Jakarta Servlet 6.0 section 13.3). */
  private static final String ANY_CALLER = "**";

  /** The name for any role in a constraint. No role has this name. */
  private static final String ANY_ROLE = "*";

  private final RequestIdentity identity;

  private AuthenticatedRequest(HttpServletRequest request, RequestIdentity identity) {
    super(request);
    this.identity = identity;
  }

  /**
   * Wraps a request so that it shows the identity. A request that already shows it, such as a
   * forwarded one, is returned unchanged, because the application may have wrapped it.
   */
  static HttpServletRequest of(HttpServletRequest request, RequestIdentity identity) {
    ServletRequest layer = request;
    while (layer instanceof ServletRequestWrapper wrapper) {
      if (wrapper instanceof AuthenticatedRequest shown && shown.identity == identity) {
        return request;
      }
      layer = wrapper.getRequest();
    }
    return new AuthenticatedRequest(request, identity);
  }

  private HttpServletRequest wrapped() {
    return (HttpServletRequest) getRequest();
  }

  private @Nullable VerifiedToken caller() {
    return identity.caller(wrapped());
  }

  @Override
  @SuppressWarnings("NullAway") // null is how Servlet says that there is none
  public Principal getUserPrincipal() {
    return caller();
  }

  @Override
  @SuppressWarnings("NullAway")
  public String getRemoteUser() {
    VerifiedToken caller = caller();
    return caller == null ? null : caller.name();
  }

  @Override
  @SuppressWarnings("NullAway")
  public String getAuthType() {
    return caller() == null ? null : SCHEME;
  }

  @Override
  public boolean isUserInRole(@Nullable String role) {
    VerifiedToken caller = caller();
    if (caller == null || role == null || ANY_ROLE.equals(role)) {
      return false;
    }
    if (ANY_CALLER.equals(role)) {
      return true;
    }
    String meant = RoleReferences.resolve(identity.dispatched().orElse(this), role);
    return !ANY_CALLER.equals(meant) && !ANY_ROLE.equals(meant) && caller.roles().contains(meant);
  }

  @Override
  public boolean authenticate(HttpServletResponse response) throws IOException {
    if (caller() != null) {
      return true;
    }
    if (response.isCommitted()) {
      throw new IllegalStateException(
          "the response was committed before authenticate() was called");
    }
    identity.problem(wrapped()).answer(this, response);
    return false;
  }

  @Override
  public void login(String username, String password) throws ServletException {
    throw new ServletException("Latchkey accepts bearer tokens, not user names and passwords");
  }

  /** Makes the rest of this request anonymous. The token stays valid. */
  @Override
  public void logout() {
    identity.drop(wrapped());
  }

  @Override
  public AsyncContext startAsync() {
    return shown(super.startAsync());
  }

  @Override
  public AsyncContext getAsyncContext() {
    AsyncContext context = super.getAsyncContext();
    return context == null || isOfThisRequest(context) ? shown(context) : context;
  }

  /**
   * Whether the response is the original one. The mock of Spring has no original response. False if
   * the application has called {@code dispatch} or {@code complete}: the context then has no
   * request.
   */
  private boolean isOfThisRequest(AsyncContext context) {
    try {
      return context.hasOriginalRequestAndResponse() || context.getRequest() == getRequest();
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** The asynchronous context; null only with a servlet mock. */
  @SuppressWarnings("NullAway")
  private AsyncContext shown(@Nullable AsyncContext context) {
    return context == null ? null : new AuthenticatedAsyncContext(context, this);
  }
}
