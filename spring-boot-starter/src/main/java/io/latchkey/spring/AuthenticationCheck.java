package io.latchkey.spring;

import io.latchkey.filter.BearerTokenFilter;
import jakarta.servlet.ServletContext;

/** The state of authentication, for the health contributors of both versions of Spring Boot. */
record AuthenticationCheck(String state) {
  /** The detail of a health contributor that contains the state. */
  static final String DETAIL = "authentication";

  /** The state if no filter has started. */
  private static final String MISSING = "missing";

  static AuthenticationCheck of(ServletContext context) {
    return new AuthenticationCheck(
        context.getAttribute(BearerTokenFilter.AUTH_ATTRIBUTE) instanceof String state
            ? state
            : MISSING);
  }

  /** Whether a filter has started. Disabled authentication is the choice of the operator. */
  boolean isUp() {
    return !state.equals(MISSING);
  }
}
