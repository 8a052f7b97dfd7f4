package io.latchkey.jaxrs.revocation;

import io.latchkey.base.http.RequestAttributes;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers plain requests for revocation lists and OCSP before Jakarta REST, which takes more time
 * than the response. The response is the same. All other requests continue to the resources: other
 * methods, conditional requests, requests for another media type, and everything that is rejected.
 *
 * <p>A resource offers its responses when Jakarta REST has called it at its path. Thus an
 * application without the resource, or with the resource at another path, has no direct responses.
 * Requests that the filter for bearer tokens or the authentication mechanism has not seen get none
 * either. Thread-safe.
 */
public final class DirectResponses implements Filter, ServletContainerInitializer {
  /** The paths of the sources, below the context path. */
  private static final List<String> PATHS = List.of(RevocationListResource.PATH, OcspResource.PATH);

  private static final List<String> CONDITIONS =
      List.of("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since");

  private static final String ATTRIBUTE = DirectResponses.class.getName();

  private @Nullable ServletContext context;

  /** Made by the server. */
  public DirectResponses() {}

  /** Answers requests without Jakarta REST. */
  @FunctionalInterface
  interface Source {
    /**
     * Answers a request without conditions that accepts the media type.
     *
     * @return false, before anything is read or written, if only Jakarta REST can answer
     */
    boolean answer(HttpServletRequest request, HttpServletResponse response) throws IOException;
  }

  /**
   * An offer of a resource.
   *
   * @param type the media type of the responses
   */
  private record Offer(String type, Source source) {}

  /**
   * Offers the responses of the resource that handles a request, if this is the resource's path.
   *
   * @param path of the resource, below the context path
   * @param type the media type of the responses
   */
  static void offer(HttpServletRequest request, String path, String type, Source source) {
    if (request.getRequestURI().startsWith(request.getContextPath() + path)) {
      request.getServletContext().setAttribute(ATTRIBUTE + path, new Offer(type, source));
    }
  }

  /** Registers this filter, behind the filters of the deployment descriptor and of annotations. */
  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext application) {
    FilterRegistration.Dynamic added = application.addFilter(ATTRIBUTE, this);
    if (added == null) {
      return;
    }
    added.setAsyncSupported(true);
    added.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST),
        true,
        PATHS.stream().map(path -> path + "/*").toArray(String[]::new));
  }

  @Override
  public void init(FilterConfig config) {
    context = config.getServletContext();
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean answered =
        request instanceof HttpServletRequest http
            && response instanceof HttpServletResponse answer
            && isPlain(http)
            && answer(http, answer);
    if (!answered) {
      chain.doFilter(request, response);
    }
  }

  private boolean answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Offer offer = offer(request);
    return offer != null
        && isAccepted(offer.type(), request)
        && offer.source().answer(request, response);
  }

  private @Nullable Offer offer(HttpServletRequest request) {
    String uri = request.getRequestURI();
    String root = request.getContextPath();
    for (String path : PATHS) {
      int end = root.length() + path.length();
      if (uri.startsWith(root)
          && uri.startsWith(path, root.length())
          && (uri.length() == end || uri.charAt(end) == '/')) {
        return context != null && context.getAttribute(ATTRIBUTE + path) instanceof Offer offer
            ? offer
            : null;
      }
    }
    return null;
  }

  private static boolean isPlain(HttpServletRequest request) {
    return isAdmitted(request)
        && request.getQueryString() == null
        && CONDITIONS.stream().allMatch(name -> request.getHeader(name) == null);
  }

  /** Whether the filter for bearer tokens has admitted the request. */
  private static boolean isAdmitted(HttpServletRequest request) {
    return request.getAttribute(RequestAttributes.OPEN_REQUEST_CALLER) != null
        || request.getAttribute(RequestAttributes.CALLER) != null;
  }

  private static boolean isAccepted(String type, HttpServletRequest request) {
    Enumeration<String> accepted = request.getHeaders("Accept");
    if (!accepted.hasMoreElements()) {
      return true;
    }
    String first = accepted.nextElement();
    return !accepted.hasMoreElements() && (first.equals("*/*") || first.equals(type));
  }
}
