package io.latchkey.filter.javax;

import java.util.Set;
import javax.servlet.ServletContainerInitializer;
import javax.servlet.ServletContext;
import javax.servlet.ServletException;

/**
 * Stops an application on servers older than Jakarta EE 9, such as Tomcat 9. Such servers do not
 * see the filter, so that the application would start unprotected. Only they call this class.
 */
public final class OldServerRejection implements ServletContainerInitializer {
  /** Called by the server. */
  public OldServerRejection() {}

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
    throw new ServletException(
        NeededServer.rejection(context.getContextPath(), context.getServerInfo(), "javax.servlet"));
  }
}
