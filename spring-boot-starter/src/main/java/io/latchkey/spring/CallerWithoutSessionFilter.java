package io.latchkey.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Disables the {@code SessionManagementFilter} of Spring Security for a request with a caller, so
 * that the caller is not saved in a session and counts as no session of a user.
 */
final class CallerWithoutSessionFilter implements Filter {
  /** The attribute of a request that {@code SessionManagementFilter} has already handled. */
  private static final String HANDLED = "__spring_security_session_mgmt_filter_applied";

  private final SecurityContextHolderStrategy contexts;

  CallerWithoutSessionFilter(SecurityContextHolderStrategy contexts) {
    this.contexts = contexts;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (contexts.getContext().getAuthentication() instanceof CallerAuthentication) {
      request.setAttribute(HANDLED, true);
    }
    chain.doFilter(request, response);
  }
}
