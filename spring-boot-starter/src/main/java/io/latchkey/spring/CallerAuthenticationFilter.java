package io.latchkey.spring;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Gives Spring Security the caller that the filter of Latchkey has authenticated. The caller is
 * read when Spring Security asks for it: on an open path, nothing is verified before. Without a
 * caller the context stays as it was, unless it is the stored context of another request's caller.
 */
final class CallerAuthenticationFilter implements Filter {
  /**
   * The attribute of a request with the request of its first dispatch. In later dispatches, the
   * request may be wrapped by Spring Security, which then asks for its own context.
   */
  private static final String FIRST = CallerAuthenticationFilter.class.getName();

  private final SecurityContextHolderStrategy contexts;

  CallerAuthenticationFilter(SecurityContextHolderStrategy contexts) {
    this.contexts = contexts;
  }

  /** The caller of a request; null if it is anonymous. */
  static @Nullable VerifiedToken caller(HttpServletRequest request) {
    HttpServletRequest first =
        request.getAttribute(FIRST) instanceof HttpServletRequest seen ? seen : request;
    return first.getUserPrincipal() instanceof VerifiedToken caller ? caller : null;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http) {
      if (request.getAttribute(FIRST) == null) {
        request.setAttribute(FIRST, request);
      }
      contexts.setDeferredContext(new CallerContext(http, contexts.getDeferredContext()));
    }
    chain.doFilter(request, response);
  }

  /** The context of one dispatch, which is determined once. */
  private final class CallerContext implements Supplier<SecurityContext> {
    private final HttpServletRequest request;
    private final Supplier<SecurityContext> other;
    private @Nullable SecurityContext known;

    CallerContext(HttpServletRequest request, Supplier<SecurityContext> other) {
      this.request = request;
      this.other = other;
    }

    @Override
    public SecurityContext get() {
      SecurityContext context = known;
      if (context == null) {
        VerifiedToken caller = caller(request);
        context = caller == null ? withoutCaller(other.get()) : context(caller);
        known = context;
      }
      return context;
    }

    /** A caller in a session is not accepted: its token may have expired or be revoked. */
    private SecurityContext withoutCaller(SecurityContext stored) {
      return stored.getAuthentication() instanceof CallerAuthentication
          ? contexts.createEmptyContext()
          : stored;
    }

    private SecurityContext context(VerifiedToken caller) {
      SecurityContext context = contexts.createEmptyContext();
      context.setAuthentication(new CallerAuthentication(caller));
      return context;
    }
  }
}
