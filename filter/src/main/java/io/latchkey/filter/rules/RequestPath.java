package io.latchkey.filter.rules;

import io.latchkey.settings.paths.RawPath;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The raw path of a request. */
public final class RequestPath {
  private RequestPath() {}

  /**
   * Whether the path of a request is ambiguous, see {@link RawPath#isAmbiguous}. One kind of path
   * is an exception: OCSP clients send {@code GET} with a request in base64 as the rest of the
   * path, in which {@code /}, {@code %2F} and {@code %2B} are characters like others (RFC 6960
   * appendix A.1).
   */
  public static boolean isAmbiguous(HttpServletRequest request) {
    return RawPath.isAmbiguous(request.getRequestURI())
        && belowContext(request)
            .filter(path -> RawPath.isOcsp(request.getMethod(), path))
            .isEmpty();
  }

  /**
   * The raw path below the context path. Empty if the request has no path or no context path, as
   * with a servlet mock, or if the path is outside its context.
   */
  public static Optional<String> belowContext(HttpServletRequest request) {
    @Nullable String path = request.getRequestURI();
    int end = endOfContext(request);
    return path == null || end < 0 ? Optional.empty() : Optional.of(path.substring(end));
  }

  /**
   * The index at which the path of a request below the context path begins; -1 if there is none.
   * Some servers, such as Tomcat, compute the context path anew for each call.
   */
  public static int endOfContext(HttpServletRequest request) {
    return endOfContext(request.getRequestURI(), request.getContextPath());
  }

  /**
   * The same for another path of the context.
   *
   * @param path null, as with a servlet mock, has none
   * @param context null, as with a servlet mock, has none
   */
  static int endOfContext(@Nullable String path, @Nullable String context) {
    return path == null || context == null ? -1 : RawPath.endOfContext(path, context);
  }

  /**
   * The path that the client sent: not the target of a forward, an error page or an asynchronous
   * dispatch. Null only with a servlet mock.
   */
  static @Nullable String sentByClient(HttpServletRequest request) {
    if (request.getDispatcherType() == DispatcherType.REQUEST) {
      return request.getRequestURI();
    }
    // A dispatched request may be dispatched again. The attribute of the first dispatch names the
    // client's path, and a forward is the only dispatch that keeps it.
    for (String attribute :
        new String[] {
          RequestDispatcher.FORWARD_REQUEST_URI,
          AsyncContext.ASYNC_REQUEST_URI,
          RequestDispatcher.ERROR_REQUEST_URI
        }) {
      if (request.getAttribute(attribute) instanceof String path) {
        return path;
      }
    }
    return request.getRequestURI();
  }
}
