package io.latchkey.filter.javax;

/** The message that rejects a server that is too old for the filter. */
public final class NeededServer {
  private NeededServer() {}

  /**
   * Returns the message.
   *
   * @param servletApi the API that the server has instead
   */
  public static String rejection(String contextPath, String server, String servletApi) {
    return "latchkey-filter cannot protect '%s' on %s, which has %s: deploy it to a server"
            .formatted(contextPath, server, servletApi)
        + " with Jakarta Servlet 6.0 or later, such as Tomcat 10.1, Jetty 12 or WildFly 27";
  }
}
