package io.latchkey.jaxrs.problem;

import io.latchkey.base.http.BearerChallenge;
import io.latchkey.base.http.ProblemDocument;
import io.latchkey.base.http.RetryAfter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * Maps a rejected request to a response with a problem body (RFC 9457) and a challenge (RFC 6750
 * section 3).
 */
@Provider
@Singleton
public final class ProblemMapper implements ExceptionMapper<RequestRejectedException> {
  /** For the container. */
  public ProblemMapper() {}

  @Override
  public Response toResponse(RequestRejectedException rejected) {
    int status = rejected.status();
    Response.ResponseBuilder response =
        Response.status(status)
            .type(ProblemDocument.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(body(rejected));
    BearerChallenge.of(status, rejected.reason())
        .ifPresent(challenge -> response.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
    rejected
        .retryAfter()
        .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, RetryAfter.seconds(wait)));
    return response.build();
  }

  private static String body(RequestRejectedException rejected) {
    return new ProblemDocument(
            rejected.status(),
            ProblemDocument.title(rejected.status()),
            rejected.detail(),
            rejected.reason(),
            rejected.members())
        .toJson();
  }
}
