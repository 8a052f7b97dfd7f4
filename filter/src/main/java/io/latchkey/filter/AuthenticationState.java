package io.latchkey.filter;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.filter.warn.DisabledWarning;
import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

/**
 * Publishes whether requests need tokens, as an attribute of the servlet context. While
 * authentication is disabled, logs a warning periodically until closed.
 */
final class AuthenticationState implements AutoCloseable {
  private final @Nullable DisabledWarning warning;

  private AuthenticationState(@Nullable DisabledWarning warning) {
    this.warning = warning;
  }

  static AuthenticationState announce(ServletContext context, boolean required) {
    context.setAttribute(
        BearerTokenFilter.AUTH_ATTRIBUTE,
        required ? ContextAttributes.AUTH_REQUIRED : ContextAttributes.AUTH_DISABLED);
    return new AuthenticationState(
        required ? null : DisabledWarning.start(context.getContextPath()));
  }

  @Override
  public void close() {
    if (warning != null) {
      warning.close();
    }
  }
}
