package io.latchkey.filter;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.Optional;

/**
 * Registers the filter if the server has not called {@link BearerTokenFilterInitializer}. Jetty
 * calls no initializers without its module {@code ee10-annotations} or {@code ee11-annotations},
 * and the application would be unprotected. The jar's {@code web-fragment.xml} declares this
 * listener.
 */
public final class BearerTokenFilterListener implements ServletContextListener {
  private Optional<StartedFilters> started = Optional.empty();

  /** Called by the server. */
  public BearerTokenFilterListener() {}

  /**
   * Registers the filter and reads its settings, unless the initializer has done so.
   *
   * @throws IllegalStateException if the filter cannot be registered; the application does not
   *     start then
   * @throws io.latchkey.settings.SettingsException if a setting is invalid; the application does
   *     not start then
   */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    ServletContext context = event.getServletContext();
    if (StartedFilters.of(context).isPresent()) {
      return;
    }
    try {
      started = Optional.of(BearerTokenFilterInitializer.register(context));
    } catch (ServletException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    started.get().contextInitialized(event);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    started.ifPresent(filters -> filters.contextDestroyed(event));
  }
}
