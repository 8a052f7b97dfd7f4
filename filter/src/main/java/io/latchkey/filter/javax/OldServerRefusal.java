package io.latchkey.filter.javax;

import java.util.Set;
import javax.servlet.ServletContainerInitializer;
import javax.servlet.ServletContext;
import javax.servlet.ServletException;

/**
 * Called only by servers from before Jakarta EE 9, such as Tomcat 9, which know nothing of the
 * filter: there the application would start and be open to everybody. This stops it instead.
 */
public final class OldServerRefusal implements ServletContainerInitializer {
  /** Made by the server. */
  public OldServerRefusal() {}

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
    throw new ServletException(
        NeededServer.refusal(context.getContextPath(), context.getServerInfo(), "javax.servlet"));
  }
}
