package io.latchkey.integration;

import io.latchkey.filter.BearerTokenFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebInitParam;

/** The example of {@code docs/filter.md}. */
@WebFilter(
    urlPatterns = "/*",
    asyncSupported = true,
    dispatcherTypes = {
      DispatcherType.REQUEST,
      DispatcherType.FORWARD,
      DispatcherType.INCLUDE,
      DispatcherType.ERROR,
      DispatcherType.ASYNC
    },
    initParams = @WebInitParam(name = "latchkey.open-paths", value = "GET /open"))
public final class AnnotatedFilter extends BearerTokenFilter {
  private static final long serialVersionUID = 1;
}
