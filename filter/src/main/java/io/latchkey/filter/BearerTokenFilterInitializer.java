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
 * Registers {@link BearerTokenFilter} for every path and every kind of dispatch, before the
 * application's filters. Stands back when the application has registered that filter or a subclass
 * itself, in {@code web.xml} or by annotation; if it gave it no mapping, it gets this one.
 *
 * <p>What counts is what the server has registered, not which classes it has found: an annotated
 * subclass that {@code metadata-complete} hides protects nothing.
 */
public final class BearerTokenFilterInitializer implements ServletContainerInitializer {
  private static final int OLDEST_SERVLET_API = 6;
  private static final String NAME = BearerTokenFilter.class.getName();

  /**
   * The attribute of the servlet context that is there when the filter stands before everything.
   */
  private static final String IN_FRONT = BearerTokenFilterInitializer.class.getName();

  /** Made by the server. */
  public BearerTokenFilterInitializer() {}

  /**
   * Registers the filter, unless the application has.
   *
   * @throws ServletException if the server has an older API than Servlet 6.0, the application's
   *     documents cannot be read, or the filter's name is taken; then the application must not
   *     start
   */
  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) throws ServletException {
    BearerTokenFilter.addTo(context);
  }

  /** Registers the filter, and returns what has to hear of the application's start and end. */
  static StartedFilters register(ServletContext context) throws ServletException {
    refuseOldServer(context);
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

  /** Whether the application has the filter or a subclass, mapped or not. */
  static boolean isRegistered(ServletContext context) {
    return context.getFilterRegistrations().values().stream()
        .anyMatch(each -> bearerTokenFilter(each, FilterSettings.classLoader(context)) != null);
  }

  private static void refuseOldServer(ServletContext context) throws ServletException {
    if (context.getMajorVersion() < OLDEST_SERVLET_API) {
      throw new ServletException(
          NeededServer.refusal(
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

  /** Whether the filter of this name was registered here, for every path and kind of dispatch. */
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
      // Not this filter's business: the server reports a filter that it cannot load.
      return null;
    }
  }
}
