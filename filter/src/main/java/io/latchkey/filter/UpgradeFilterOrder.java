package io.latchkey.filter;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps Jetty's {@code WebSocketUpgradeFilter} behind {@link BearerTokenFilter}. Jetty maps that
 * filter before all declared filters, and before all others if its WebSocket container is
 * configured last. It answers a handshake itself, so that the filters behind it do not see the
 * handshake. The order of all other filters stays.
 *
 * <p>The Servlet API does not show the order of mappings. This class therefore calls {@code
 * getFilterMappings} and {@code setFilterMappings} of Jetty's {@code ServletHandler} by reflection.
 * Safe for use by several threads.
 */
final class UpgradeFilterOrder implements ServletRequestListener {
  private static final String JETTY = "org.eclipse.jetty.";
  private static final String UPGRADE_FILTER = ".WebSocketUpgradeFilter";

  private final ServletContext context;

  private UpgradeFilterOrder(ServletContext context) {
    this.context = context;
  }

  /**
   * Corrects the order before each later handshake too, because Jetty's own API for WebSocket maps
   * the upgrade filter when an application first calls it. Does nothing on other servers, and if
   * the application has already started.
   */
  static void watch(ServletContext context) {
    if (context.getClass().getName().startsWith(JETTY)) {
      try {
        context.addListener(new UpgradeFilterOrder(context));
      } catch (IllegalStateException e) {
        // Jetty's own API can add a filter to a running application; its order was corrected.
      }
    }
  }

  /**
   * Moves the upgrade filter behind the last mapping of the application's {@link
   * BearerTokenFilter}s. Does nothing if the application has no upgrade filter.
   *
   * @throws ServletException if the server does not allow it; the application must not start then
   */
  static void correct(ServletContext context) throws ServletException {
    Map<String, ? extends FilterRegistration> registrations = context.getFilterRegistrations();
    if (registrations == null) { // a servlet mock
      return;
    }
    Set<String> upgrading = new HashSet<>();
    Set<String> own = new HashSet<>();
    registrations.forEach(
        (name, registration) -> {
          if (isUpgradeFilter(registration)) {
            upgrading.add(name);
          } else if (BearerTokenFilterInitializer.isOwn(registration, context)) {
            own.add(name);
          }
        });
    if (!upgrading.isEmpty()) {
      correct(context, upgrading, own);
    }
  }

  private static void correct(ServletContext context, Set<String> upgrading, Set<String> own)
      throws ServletException {
    try {
      Object scope = call(context, "getContext");
      Object handler = call(call(scope, "getServletContextHandler"), "getServletHandler");
      // Jetty's own API may add the upgrade filter in several requests at once.
      synchronized (handler) {
        Object[] mappings = (Object[]) call(handler, "getFilterMappings");
        List<Mapping> before = new ArrayList<>();
        for (Object mapping : mappings) {
          before.add(new Mapping((String) call(mapping, "getFilterName"), mapping));
        }
        List<Mapping> after = ordered(before, upgrading, own);
        if (!after.equals(before)) {
          Object[] moved = after.stream().map(Mapping::value).toArray(size -> like(mappings, size));
          handler
              .getClass()
              .getMethod("setFilterMappings", mappings.getClass())
              .invoke(handler, (Object) moved);
        }
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new ServletException(
          "The order of the filters of "
              + context.getServerInfo()
              + " cannot be determined, so its WebSocketUpgradeFilter could accept WebSocket"
              + " handshakes without a token; use a version of Jetty that Latchkey is tested with,"
              + " or remove the WebSocket module of Jetty",
          e);
    }
  }

  /** A filter mapping of Jetty. */
  record Mapping(String filterName, Object value) {}

  /** Moves the mappings of the upgrade filter behind the last own mapping. */
  static List<Mapping> ordered(List<Mapping> mappings, Set<String> upgrading, Set<String> own) {
    int last = -1;
    for (int i = 0; i < mappings.size(); i++) {
      if (own.contains(mappings.get(i).filterName())) {
        last = i;
      }
    }
    List<Mapping> ordered = new ArrayList<>();
    List<Mapping> moved = new ArrayList<>();
    for (Mapping mapping : mappings.subList(0, last + 1)) {
      (upgrading.contains(mapping.filterName()) ? moved : ordered).add(mapping);
    }
    ordered.addAll(moved);
    ordered.addAll(mappings.subList(last + 1, mappings.size()));
    return ordered;
  }

  private static boolean isUpgradeFilter(FilterRegistration registration) {
    String name = registration.getClassName();
    return name != null && name.startsWith(JETTY) && name.endsWith(UPGRADE_FILTER);
  }

  private static Object[] like(Object[] array, int size) {
    return (Object[]) Array.newInstance(array.getClass().getComponentType(), size);
  }

  private static Object call(Object target, String method)
      throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    return target.getClass().getMethod(method).invoke(target);
  }

  /**
   * Corrects the order before the server selects the filters of a request that may be a handshake.
   *
   * @throws IllegalStateException if the server does not allow it; the request fails then
   */
  @Override
  public void requestInitialized(ServletRequestEvent event) {
    if (event.getServletRequest() instanceof HttpServletRequest request && mayUpgrade(request)) {
      try {
        correct(context);
      } catch (ServletException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }
  }

  /** RFC 6455 has the header, RFC 8441 (HTTP/2) the method. */
  private static boolean mayUpgrade(HttpServletRequest request) {
    return request.getHeader("Upgrade") != null || "CONNECT".equalsIgnoreCase(request.getMethod());
  }
}
