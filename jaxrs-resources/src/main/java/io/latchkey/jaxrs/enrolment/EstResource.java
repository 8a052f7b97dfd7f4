package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.http.BearerChallenge;
import io.latchkey.base.http.MediaTypes;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.est.EstResponse;
import io.latchkey.enrolment.est.EstServer;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.jaxrs.http.RequestBodyLimiter;
import io.latchkey.jaxrs.problem.ProblemMapper;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.settings.EnrolmentProtocol;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.Optional;

/**
 * {@code /.well-known/est/…}: the EST server (RFC 7030), which authenticates its own callers. Not
 * found unless {@code latchkey.enrolment} enables it.
 */
@Path(AuthorityPaths.EST)
@Singleton
public class EstResource {
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime,
          RequestBodyLimiter.Callers.AUTHENTICATED,
          "certificate request",
          Rejection.CSR_TOO_LARGE);

  private static final String BASIC = "Basic realm=\"" + BearerChallenge.REALM + "\"";
  private static final int UNAUTHORIZED = 401;

  private final ProblemMapper problems = new ProblemMapper();

  @Inject Enrolment enrolment;
  @Inject EnrolmentSenders senders;

  /** For the container, which injects the fields. */
  public EstResource() {}

  /** Returns the certificates of the CA. Needs no authentication. */
  @GET
  @Path("cacerts")
  public Response caCertificates() {
    return response(enrolment.est().caCertificates());
  }

  /** Returns the recommended attributes of requests. Needs no authentication. */
  @GET
  @Path("csrattrs")
  public Response requestAttributes() {
    return response(enrolment.est().requestAttributes());
  }

  /** Signs a certificate for a caller with a secret or a bearer token. */
  @POST
  @Path("simpleenroll")
  public Response enrol(
      InputStream body, @Context SecurityContext security, @Context HttpServletRequest http) {
    return sign(body, security, http, false);
  }

  /** Renews a certificate: as {@link #enrol}, or for the TLS client that has the certificate. */
  @POST
  @Path("simplereenroll")
  public Response renew(
      InputStream body, @Context SecurityContext security, @Context HttpServletRequest http) {
    return sign(body, security, http, true);
  }

  private Response sign(
      InputStream body, SecurityContext security, HttpServletRequest http, boolean renews) {
    EstServer server = enrolment.est();
    Sender from = senders.of(EnrolmentProtocol.EST, http);
    try {
      IssuanceTerms terms =
          new EstCallers(server, enrolment.clientCertificates(), from)
              .authenticate(http, security, renews);
      requireType(Optional.ofNullable(http.getHeader(HttpHeaders.CONTENT_TYPE)));
      byte[] request =
          BODIES.read(
              body,
              http,
              terms.caller().limitKey(terms.restrictions(), SigningOrigin.network(http)));
      return response(server.enrol(terms, request, from));
    } catch (IssuanceRejectedException e) {
      return rejection(new RequestRejectedException(e), http);
    } catch (AuthorityUnavailableException e) {
      return rejection(RequestRejectedException.unavailable(), http);
    } catch (RequestRejectedException e) {
      return rejection(e, http);
    }
  }

  /** Browsers send this type to another site only after a preflight request. */
  private static void requireType(Optional<String> type) {
    if (type.filter(given -> MediaTypes.isOfType(given, EstServer.REQUEST_TYPE)).isEmpty()) {
      throw new RequestRejectedException(
          Rejection.CONTENT_TYPE, EnrolmentReasons.contentTypeDetail(EstServer.REQUEST_TYPE));
    }
  }

  /** The length is set, because clients of EST do not read chunked content. */
  private static Response response(EstResponse answer) {
    byte[] content = answer.bytes();
    return Response.ok(content)
        .header(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .header(HttpHeaders.CONTENT_LENGTH, content.length)
        .header("Content-Transfer-Encoding", "base64")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** Adds the challenge for Basic before that for bearer tokens: some clients read one only. */
  private Response rejection(RequestRejectedException rejected, HttpServletRequest http) {
    Response response = problems.toResponse(rejected);
    if (response.getStatus() != UNAUTHORIZED) {
      return response;
    }
    Object bearer = response.getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE);
    Response.ResponseBuilder challenge =
        Response.fromResponse(response)
            .header(HttpHeaders.WWW_AUTHENTICATE, null)
            .header(HttpHeaders.WWW_AUTHENTICATE, BASIC)
            .header(HttpHeaders.WWW_AUTHENTICATE, bearer);
    return isForProgram(rejected, http)
        ? challenge.entity(null).type((String) null).build()
        : challenge.build();
  }

  /**
   * Whether the client has not authenticated itself yet and does not name itself or what it reads.
   * The client of Bouncy Castle is such a client: it fails if the challenge has content.
   */
  private static boolean isForProgram(RequestRejectedException rejected, HttpServletRequest http) {
    return rejected.reason().equals(ProblemReasons.MISSING)
        && http.getHeader(HttpHeaders.ACCEPT) == null
        && http.getHeader(HttpHeaders.USER_AGENT) == null;
  }
}
