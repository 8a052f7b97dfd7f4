package io.latchkey.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.List;

/**
 * Stops the deployment of {@code latchkey-jakartaee.war} on a server without Jakarta REST or CDI,
 * such as Tomcat and Jetty, on which the application would have no resources.
 */
@WebListener
public final class JakartaEeCheck implements ServletContextListener {
  private static final List<String> NEEDED =
      List.of("jakarta.ws.rs.core.Application", "jakarta.enterprise.inject.spi.CDI");

  /** For the server. */
  public JakartaEeCheck() {}

  /**
   * Checks that the server has Jakarta REST and CDI.
   *
   * @throws IllegalStateException if one is missing; the application then does not start
   */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    if (!NEEDED.stream().allMatch(type -> isThere(type, context.getClassLoader()))) {
      throw new IllegalStateException(
          ("latchkey-jakartaee.war cannot run on %s, which has no Jakarta REST and CDI;"
                  + " deploy latchkey.war, which includes them")
              .formatted(context.getServerInfo()));
    }
  }

  private static boolean isThere(String type, ClassLoader loader) {
    try {
      return Class.forName(type, false, loader) != null;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
