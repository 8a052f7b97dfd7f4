package io.latchkey.jaxrs.problem;

import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import java.util.regex.Pattern;

/**
 * Rejects requests whose {@code Accept} (RFC 9110 section 12.5.1) cannot be read, such as {@code
 * a/b;q=x}: 400, reason {@code parameter}. Without it, RESTEasy fails when it chooses a resource
 * and the client gets 500. Register it beside the CA's resources; it covers all resources of the
 * application. Thread-safe.
 */
@Provider
@PreMatching
@Priority(0)
@Singleton
public final class MalformedHeaderFilter implements ContainerRequestFilter {
  private static final Pattern WEIGHT = Pattern.compile("\\d{1,3}(?:\\.\\d{0,9})?");

  private final ProblemMapper problems = new ProblemMapper();

  /** For the container. */
  public MalformedHeaderFilter() {}

  @Override
  public void filter(ContainerRequestContext request) {
    if (!hasReadableAccept(request)) {
      request.abortWith(
          problems.toResponse(
              new RequestRejectedException(
                  Rejection.PARAMETER, "The header Accept is malformed.")));
    }
  }

  private static boolean hasReadableAccept(ContainerRequestContext request) {
    String accept = request.getHeaderString(HttpHeaders.ACCEPT);
    if (accept == null || accept.equals(MediaType.WILDCARD)) {
      return true;
    }
    try {
      return request.getAcceptableMediaTypes().stream()
          .map(range -> range.getParameters().getOrDefault("q", "1"))
          .allMatch(WEIGHT.asMatchPredicate());
    } catch (IllegalArgumentException | WebApplicationException e) {
      return false;
    }
  }
}
