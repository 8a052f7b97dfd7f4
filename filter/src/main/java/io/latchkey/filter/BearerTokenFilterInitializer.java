package io.latchkey.filter;

import io.latchkey.filter.javax.NeededServer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers {@link BearerTokenFilter} for all paths and all dispatcher types, before the filters of
 * the application. Does nothing if the application has registered the filter or a subclass itself,
 * in {@code web.xml} or by annotation; if that registration has no mapping, it gets this mapping.
 *
 * <p>Only the filters that the server has registered count, not the classes that it has found: an
 * annotated subclass that {@code metadata-complete} disables does not protect the application.
 */
public final class BearerTokenFilterInitializer implements ServletContainerInitializer {
  private static final int OLDEST_SERVLET_API = 6;
  private static final String NAME = BearerTokenFilter.class.getName();

  /** The attribute of the servlet context that is set if the filter precedes all other filters. */
  private static final String IN_FRONT = BearerTokenFilterInitializer.class.getName();

  /** Called by the server. */
  public BearerTokenFilterInitializer() {}

  /**
   * Registers the filter, unless the application has registered it.
   *
   * @throws ServletException if the server's API is older than Servlet 6.0, the application's
   *     deployment descriptors cannot be read, or another filter has the name. The application must
   *     not start then
   */
  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
    BearerTokenFilter.addTo(context);
  }

  /**
   * Registers the filter, and returns the listener for the start and the stop of the application.
   */
  static StartedFilters register(ServletContext context) throws ServletException {
    rejectOldServer(context);
    DeclaredMappings mappings = DeclaredMappings.of(context);
    List<FilterRegistration> own = new ArrayList<>();
    for (FilterRegistration registration : context.getFilterRegistrations().values()) {
      Class<?> filter = bearerTokenFilter(registration, FilterSettings.classLoader(context));
      if (filter != null) {
        own.add(registration);
        if (!mappings.contain(registration, filter)) {
          mapToEverything(registration);
        }
      }
    }
    if (own.isEmpty()) {
      FilterRegistration added = add(context);
      mapToEverything(added);
      own.add(added);
    }
    return StartedFilters.create(context, own);
  }

  /** Whether the application has registered the filter or a subclass, with or without a mapping. */
  static boolean isRegistered(ServletContext context) {
    return context.getFilterRegistrations().values().stream()
        .anyMatch(each -> isOwn(each, context));
  }

  /** Whether a registered filter is {@link BearerTokenFilter} or a subclass. */
  static boolean isOwn(FilterRegistration registration, ServletContext context) {
    return bearerTokenFilter(registration, FilterSettings.classLoader(context)) != null;
  }

  private static void rejectOldServer(ServletContext context) throws ServletException {
    if (context.getMajorVersion() < OLDEST_SERVLET_API) {
      throw new ServletException(
          NeededServer.rejection(
              context.getContextPath(),
              context.getServerInfo(),
              "Jakarta Servlet %d.%d"
                  .formatted(context.getMajorVersion(), context.getMinorVersion())));
    }
  }

  private static FilterRegistration add(ServletContext context) throws ServletException {
    FilterRegistration.Dynamic added = context.addFilter(NAME, BearerTokenFilter.class);
    if (added == null) {
      throw new ServletException(
          "The application has a filter of another class under the name " + NAME + "; rename it");
    }
    added.setAsyncSupported(true);
    context.setAttribute(IN_FRONT, NAME);
    return added;
  }

  /**
   * Whether this class has registered the filter of this name for all paths and dispatcher types.
   */
  static boolean hasRegistered(ServletContext context, String filterName) {
    return filterName.equals(context.getAttribute(IN_FRONT));
  }

  private static void mapToEverything(FilterRegistration registration) {
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
  }

  /** The registered class, if it is {@link BearerTokenFilter} or a subclass. */
  private static @Nullable Class<?> bearerTokenFilter(
      FilterRegistration registration, ClassLoader loader) {
    String name = registration.getClassName();
    try {
      Class<?> filter = name == null ? null : Class.forName(name, false, loader);
      return filter != null && BearerTokenFilter.class.isAssignableFrom(filter) ? filter : null;
    } catch (ClassNotFoundException | LinkageError e) {
      // The server reports a filter that it cannot load.
      return null;
    }
  }
}
