package io.latchkey.test;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** A request with a caller, for tests of servlets without the filter. */
final class CallerRequest extends HttpServletRequestWrapper {
  private static final String SCHEME = "Bearer";

  /** Any authenticated caller (Jakarta Servlet 6.0 section 13.3). */
  private static final String ANY_CALLER = "**";

  private final VerifiedToken caller;

  CallerRequest(HttpServletRequest request, VerifiedToken caller) {
    super(request);
    this.caller = caller;
  }

  @Override
  public Principal getUserPrincipal() {
    return caller;
  }

  @Override
  public String getRemoteUser() {
    return caller.name();
  }

  @Override
  public String getAuthType() {
    return SCHEME;
  }

  @Override
  public boolean isUserInRole(@Nullable String role) {
    return ANY_CALLER.equals(role) || (role != null && caller.roles().contains(role));
  }

  @Override
  public boolean authenticate(HttpServletResponse response) {
    return true;
  }
}
