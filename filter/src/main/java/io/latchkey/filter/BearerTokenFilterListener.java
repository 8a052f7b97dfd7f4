package io.latchkey.filter;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.Optional;

/**
 * Does what {@link BearerTokenFilterInitializer} does where the server has not called that: Jetty
 * calls no initializers unless its module {@code ee10-annotations} or {@code ee11-annotations} is
 * on, and the application would be open to everybody. The jar's {@code web-fragment.xml} declares
 * this listener.
 */
public final class BearerTokenFilterListener implements ServletContextListener {
  private Optional<StartedFilters> started = Optional.empty();

  /** Made by the server. */
  public BearerTokenFilterListener() {}

  /**
   * Registers the filter and reads its settings, unless the initializer has.
   *
   * @throws IllegalStateException if the filter cannot be registered; then the application does not
   *     start
   * @throws io.latchkey.settings.SettingsException if a setting is bad; then neither
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
