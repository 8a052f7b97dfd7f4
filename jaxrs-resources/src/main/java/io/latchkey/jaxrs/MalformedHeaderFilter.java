package io.latchkey.jaxrs;

import jakarta.annotation.Priority;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.function.Consumer;

/**
 * Rejects requests whose {@code Accept}, {@code Accept-Language} or {@code
 * Content-Type} (RFC 9110 sections 8.3 and 12.5) cannot be parsed. Without it, the Jakarta REST
 * implementation fails when it writes an answer, and the client gets 500. Register it beside the
 * CA's resources; it covers all resources of the application. Thread-safe.
 */
@Provider
@PreMatching
@Priority(0)
@Singleton
public final class MalformedHeaderFilter implements ContainerRequestFilter {
  private final ProblemMapper problems = new ProblemMapper();

  /** For the container. */
  public MalformedHeaderFilter() {}

  @Override
  public void filter(ContainerRequestContext request) {
    try {
      read(request, HttpHeaders.ACCEPT, ContainerRequestContext::getAcceptableMediaTypes);
      read(request, HttpHeaders.ACCEPT_LANGUAGE, ContainerRequestContext::getAcceptableLanguages);
      read(request, HttpHeaders.CONTENT_TYPE, ContainerRequestContext::getMediaType);
    } catch (RequestRefusedException e) {
      request.abortWith(problems.toResponse(e));
    }
  }

  private static void read(
      ContainerRequestContext request, String header, Consumer<ContainerRequestContext> reading) {
    try {
      reading.accept(request);
    } catch (IllegalArgumentException | WebApplicationException e) {
      throw new RequestRefusedException(
          Refusal.PARAMETER, "The header %s is malformed.".formatted(header));
    }
  }
}
