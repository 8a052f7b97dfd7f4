package io.latchkey.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Registers the filter in the server of a Spring Boot application, once: for all paths and all
 * dispatcher types, before all other filters. Requires Spring Boot 3 or 4, which is not a
 * dependency of this module at run time.
 *
 * <p>As {@link PriorityOrdered} it also comes before filters of the same order, such as Spring's
 * {@code ForwardedHeaderFilter}, which hides the address of the connection.
 */
@SuppressWarnings("exports") // an application with Spring Boot reads its modules itself
public final class BearerTokenFilterBean extends FilterRegistrationBean<BearerTokenFilter>
    implements PriorityOrdered {
  private static final String NAME = BearerTokenFilter.class.getName();

  private @Nullable StartedFilters started;

  /**
   * Creates the registration of a filter.
   *
   * @param settings the init-params of the filter: values by names such as {@code latchkey.psk}
   */
  public BearerTokenFilterBean(BearerTokenFilter filter, Map<String, String> settings) {
    super(filter);
    setName(NAME);
    setInitParameters(settings);
    setUrlPatterns(List.of("/*"));
    setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
    setOrder(Ordered.HIGHEST_PRECEDENCE);
  }

  /**
   * Registers the filter, unless it is already registered: by the initializer in a WAR, or by the
   * application.
   */
  @Override
  @SuppressWarnings("NullAway") // null means that the filter is already registered
  protected FilterRegistration.Dynamic addRegistration(String description, ServletContext context) {
    if (StartedFilters.of(context).isPresent()
        || BearerTokenFilterInitializer.isRegistered(context)) {
      setIgnoreRegistrationFailure(true);
      joinRegistered(context);
      return null;
    }
    FilterRegistration.Dynamic added = super.addRegistration(description, context);
    if (added != null) {
      started = StartedFilters.create(context, List.of(added));
      context.addListener(started);
    }
    return added;
  }

  private void joinRegistered(ServletContext context) {
    try {
      BearerTokenFilter.addTo(context);
    } catch (ServletException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    FilterRegistration known = context.getFilterRegistration(NAME);
    if (known != null) {
      known.setInitParameters(getInitParameters());
    }
  }

  /**
   * Reads the settings now, because Spring Boot reports exceptions of this method as the cause of a
   * failed start.
   */
  @Override
  protected void configure(FilterRegistration.Dynamic registration) {
    super.configure(registration);
    if (started != null) {
      started.prepare();
    }
  }
}
