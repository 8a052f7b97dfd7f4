package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.http.RetryAfter;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.enrolment.cmp.CmpRequest;
import io.latchkey.enrolment.cmp.CmpResponse;
import io.latchkey.enrolment.cmp.CmpServer;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.jaxrs.http.RequestBodyLimiter;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.settings.EnrolmentProtocol;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;

/**
 * {@code POST /ca/cmp}: the CMP server (RFC 9810, RFC 9811), which authenticates its own messages.
 * Not found unless {@code latchkey.enrolment} enables it.
 */
@Path(AuthorityPaths.CMP)
@Singleton
public class CmpResource {
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime,
          RequestBodyLimiter.Callers.ANONYMOUS,
          "CMP request",
          Rejection.TOO_LARGE);

  @Inject Enrolment enrolment;
  @Inject EnrolmentSenders senders;

  /** For the container, which injects the fields. */
  public CmpResource() {}

  /** Answers a message. */
  @POST
  @Produces(CmpResponse.MEDIA_TYPE)
  public Response post(InputStream body, @Context HttpServletRequest http) {
    CmpServer server = enrolment.cmp();
    byte[] content = BODIES.read(body, http, SigningOrigin.network(http));
    CmpResponse answer =
        server.answer(
            new CmpRequest(Optional.ofNullable(http.getHeader(HttpHeaders.CONTENT_TYPE)), content),
            senders.of(EnrolmentProtocol.CMP, http));
    Response.ResponseBuilder response =
        Response.status(answer.status())
            .entity(answer.content())
            .type(answer.contentType())
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    answer
        .retryAfter()
        .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, RetryAfter.seconds(wait)));
    return response.build();
  }
}
