package io.latchkey.filter;

import io.latchkey.settings.SettingsException;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Makes the authenticators of an application's filters when the application starts, and ends what
 * the filters have started when it stops. The filters' own {@code init()} and {@code destroy()} are
 * not enough: WildFly calls the one with the first request only, when it is too late to fail, and
 * its release 39 fails before it calls the other.
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

  /** Makes the one of an application, which is then to hear of the application's start and end. */
  static StartedFilters create(ServletContext context, List<FilterRegistration> registrations) {
    // The event's context may be one that knows no registrations (Servlet 6.0 section 4.4).
    StartedFilters started = new StartedFilters(context, registrations);
    context.setAttribute(NAME, started);
    return started;
  }

  /** The one of an application, once it has been made. */
  static Optional<StartedFilters> of(ServletContext context) {
    return context.getAttribute(NAME) instanceof StartedFilters started
        ? Optional.of(started)
        : Optional.empty();
  }

  /**
   * Makes the authenticators, unless something else is in charge.
   *
   * @throws SettingsException if a setting is bad; then the application does not start
   */
  @Override
  public void contextInitialized(ServletContextEvent event) {
    prepare();
  }

  /** The same, for an application that has to hear of a bad setting before it starts. */
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
            FilterSettings.of(registration.getInitParameters(), context, extended),
            Clock.systemUTC(),
            context);
    return StartedAuthenticator.start(authenticator, context);
  }

  /** Gives a filter the authenticator that was made for it, and remembers the filter. */
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
