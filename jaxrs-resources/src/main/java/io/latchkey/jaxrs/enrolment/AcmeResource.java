package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.enrolment.acme.AcmeRequest;
import io.latchkey.enrolment.acme.AcmeResponse;
import io.latchkey.enrolment.acme.AcmeServer;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.jaxrs.http.RequestBodyLimiter;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.settings.EnrolmentProtocol;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;

/**
 * {@code /acme/…}: the ACME server (RFC 8555), which authenticates its own messages. The directory
 * is {@code GET /acme/directory}. Not found unless {@code latchkey.enrolment} enables it.
 */
@Path(AuthorityPaths.ACME)
@Singleton
public class AcmeResource {
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime,
          RequestBodyLimiter.Callers.ANONYMOUS,
          "ACME request",
          Rejection.TOO_LARGE);
  private static final byte[] NOTHING = {};

  @Inject Enrolment enrolment;
  @Inject EnrolmentSenders senders;

  /** For the container, which injects the fields. */
  public AcmeResource() {}

  /** Answers GET and HEAD. */
  @GET
  @Path("{path: .*}")
  public Response get(@PathParam("path") String path, @Context HttpServletRequest http) {
    return answer(enrolment.acme(), path, NOTHING, http);
  }

  /** Answers a signed message. */
  @POST
  @Path("{path: .*}")
  public Response post(
      InputStream body, @PathParam("path") String path, @Context HttpServletRequest http) {
    AcmeServer server = enrolment.acme();
    byte[] content = BODIES.read(body, http, SigningOrigin.network(http));
    return answer(server, path, content, http);
  }

  private Response answer(AcmeServer server, String path, byte[] body, HttpServletRequest http) {
    AcmeResponse answer =
        server.answer(
            new AcmeRequest(
                http.getMethod(),
                path,
                Optional.ofNullable(http.getHeader(HttpHeaders.CONTENT_TYPE)),
                body,
                enrolment.url().base(http)),
            senders.of(EnrolmentProtocol.ACME, http));
    Response.ResponseBuilder response = Response.status(answer.status());
    answer.headers().forEach(header -> response.header(header.name(), header.value()));
    if (!answer.content().isEmpty()) {
      response.entity(answer.bytes());
    }
    return response.build();
  }
}
