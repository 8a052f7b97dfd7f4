package io.latchkey.filter.javax;

/**
 * What an application with the filter needs of its server, for the one line that refuses others.
 */
public final class NeededServer {
  private NeededServer() {}

  /**
   * The refusal.
   *
   * @param servletApi what the server has instead
   */
  public static String refusal(String contextPath, String server, String servletApi) {
    return "latchkey-filter cannot protect '%s' on %s, which has %s: deploy it to a server"
            .formatted(contextPath, server, servletApi)
        + " with Jakarta Servlet 6.0 or later, such as Tomcat 10.1, Jetty 12 or WildFly 27";
  }
}
