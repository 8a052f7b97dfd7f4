package io.latchkey.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebInitParam;

/** What an application writes that wants the filter's settings in its code. */
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
    initParams = {
      @WebInitParam(name = "latchkey.psk", value = Tokens.PSK),
      @WebInitParam(name = "a.name.of.its.own", value = "x")
    })
public class AnnotatedTokenFilter extends BearerTokenFilter {
  private static final long serialVersionUID = 1;
}
