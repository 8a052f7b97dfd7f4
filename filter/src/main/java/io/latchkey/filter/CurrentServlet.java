package io.latchkey.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the servlet that handles a request now. In an include, {@code getHttpServletMapping()}
 * names the including servlet, and {@link RequestDispatcher#INCLUDE_MAPPING} names it too on
 * Undertow. The paths of the include are correct on every server (Jakarta Servlet 6.0 section
 * 9.3.1), so the servlet is found by the mappings of the application (section 12.2).
 */
final class CurrentServlet {
  private CurrentServlet() {}

  /** Returns the name of the servlet; empty if the server does not say which one it is. */
  static Optional<String> name(HttpServletRequest request) {
    if (request.getDispatcherType() == DispatcherType.INCLUDE
        && request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH) instanceof String path) {
      return included(
          request.getServletContext(),
          path,
          request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO) instanceof String info
              ? info
              : null);
    }
    // Servlet mocks have no mapping.
    return Optional.ofNullable(request.getHttpServletMapping())
        .map(HttpServletMapping::getServletName);
  }

  private static Optional<String> included(
      ServletContext context, String servletPath, @Nullable String pathInfo) {
    Map<String, String> servletOf =
        context.getServletRegistrations().values().stream()
            .flatMap(CurrentServlet::mappings)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, two) -> one));
    return patterns(servletPath, pathInfo).stream()
        .filter(servletOf::containsKey)
        .findFirst()
        .map(servletOf::get);
  }

  private static Stream<Map.Entry<String, String>> mappings(ServletRegistration servlet) {
    return servlet.getMappings().stream().map(pattern -> Map.entry(pattern, servlet.getName()));
  }

  /**
   * The patterns that match these two paths, in the order in which servers try them. For the root
   * of the application, Undertow has the servlet path "/"; other servers have the path info "/".
   */
  private static List<String> patterns(String servletPath, @Nullable String pathInfo) {
    if ((servletPath + (pathInfo == null ? "" : pathInfo)).equals("/")) {
      return List.of("", "/*", "/");
    }
    if (pathInfo != null) {
      return List.of(servletPath + "/*");
    }
    String file = servletPath.substring(servletPath.lastIndexOf('/') + 1);
    String extension = "*" + file.substring(Math.max(0, file.lastIndexOf('.')));
    return List.of(servletPath, servletPath + "/*", extension, "/");
  }
}
