package io.latchkey.filter;

import io.latchkey.settings.SettingsException;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Creates the authenticators of an application's filters when the application starts, and closes
 * them when it stops. {@code init()} and {@code destroy()} of the filters are not sufficient:
 * WildFly calls {@code init()} at the first request, when the start can no longer fail, and WildFly
 * 39 fails before it calls {@code destroy()}.
 */
final class StartedFilters implements ServletContextListener {
  private static final String NAME = StartedFilters.class.getName();

  private final ServletContext context;
  private final List<FilterRegistration> registrations;
  private final Map<String, StartedAuthenticator> prepared = new ConcurrentHashMap<>();
  private final Queue<BearerTokenFilter> filters = new ConcurrentLinkedQueue<>();

  private StartedFilters(ServletContext context, List<FilterRegistration> registrations) {
    this.context = context;
    this.registrations = registrations;
  }

  /** Creates the instance of an application and registers it as a listener. */
  static StartedFilters create(ServletContext context, List<FilterRegistration> registrations) {
    // The context of the event may not support registrations (Servlet 6.0 section 4.4).
    StartedFilters started = new StartedFilters(context, registrations);
    context.setAttribute(NAME, started);
    return started;
  }

  /** Returns the instance of an application; empty if none was created. */
  static Optional<StartedFilters> of(ServletContext context) {
    return context.getAttribute(NAME) instanceof StartedFilters started
        ? Optional.of(started)
        : Optional.empty();
  }

  /**
   * Creates the authenticators, unless a mechanism authenticates the requests.
   *
   * @throws SettingsException if a setting is invalid; the application does not start then
   */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    prepare();
  }

  /** The same, for an application that must report an invalid setting before it starts. */
  void prepare() {
    if (ExternalAuthentication.of(context).isEmpty()) {
      registrations.forEach(
          each -> prepared.computeIfAbsent(each.getName(), name -> authenticator(each)));
    }
  }

  private StartedAuthenticator authenticator(FilterRegistration registration) {
    boolean extended = !BearerTokenFilter.class.getName().equals(registration.getClassName());
    BearerAuthenticator authenticator =
        BearerAuthenticator.of(
            FilterSettings.of(registration.getInitParameters(), context, extended), context);
    return StartedAuthenticator.start(authenticator, context);
  }

  /** Returns the authenticator that was created for a filter, and stores the filter. */
  Optional<StartedAuthenticator> start(BearerTokenFilter filter) {
    filters.add(filter);
    return Optional.ofNullable(prepared.remove(filter.name()));
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    filters.forEach(BearerTokenFilter::end);
    prepared.values().forEach(StartedAuthenticator::close);
  }
}
