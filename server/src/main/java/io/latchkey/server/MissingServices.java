package io.latchkey.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.List;

/**
 * Stops {@code latchkey-jakartaee.war} on a server that has no Jakarta REST or no CDI, such as
 * Tomcat and Jetty: there it would start and have nothing at any path.
 */
@WebListener
public final class MissingServices implements ServletContextListener {
  private static final List<String> NEEDED =
      List.of("jakarta.ws.rs.core.Application", "jakarta.enterprise.inject.spi.CDI");

  /** Made by the server. */
  public MissingServices() {}

  /**
   * Looks for what the application needs.
   *
   * @throws IllegalStateException if something is missing; then the application does not start
   */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    if (!NEEDED.stream().allMatch(type -> isThere(type, context.getClassLoader()))) {
      throw new IllegalStateException(
          ("latchkey-jakartaee.war cannot run on %s, which does not bring Jakarta REST and CDI;"
                  + " deploy latchkey.war, which has them inside")
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
