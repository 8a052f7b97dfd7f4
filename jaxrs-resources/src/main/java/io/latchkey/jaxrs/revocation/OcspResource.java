package io.latchkey.jaxrs.revocation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.base.text.PercentEncoding;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.revocation.OcspResponse.Freshness;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.OcspStatistics;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.http.CachedDocument;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.jaxrs.http.RequestBodyLimiter;
import io.latchkey.jaxrs.problem.Rejection;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * {@code POST /ca/ocsp} and {@code GET /ca/ocsp/{base64}}, which need no authentication: the status
 * of one certificate (RFC 6960). A malformed request has an OCSP response too, with status 200 (RFC
 * 6960 appendix A.2).
 */
@Path(AuthorityPaths.OCSP)
@Singleton
public class OcspResource {
  private static final String TYPE = "application/ocsp-response";
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime,
          RequestBodyLimiter.Callers.ANONYMOUS,
          "OCSP request",
          Rejection.TOO_LARGE);
  static final String PATH = AuthorityPaths.OCSP;

  private static final int MAX_DOCUMENTS = 20_000;
  private static final byte[] NOTHING = {};

  /** A cache serves a revoked certificate as good for at most this time. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private static final String NO_STORE = "no-store";

  private final Clock clock = Clock.systemUTC();

  /** The documents of responses that the CA has kept, while it keeps them. */
  private final Cache<OcspResponse, CachedDocument> documents =
      Caffeine.newBuilder().weakKeys().maximumSize(MAX_DOCUMENTS).executor(Runnable::run).build();

  @Inject ApplicationAuthority authority;
  @Inject OcspStatistics statistics;

  /** For the container, which injects the fields. */
  public OcspResource() {}

  /** Answers the request in the body. */
  @POST
  @Produces(TYPE)
  public Response post(InputStream body, @Context HttpServletRequest http) {
    byte[] request = BODIES.read(body, http, SigningOrigin.network(http));
    OcspResponse answer = answer(request);
    DirectResponses.offer(http, PATH, TYPE, this::answer);
    return uncached(answer);
  }

  /**
   * Answers the request in the path. The path is read as the client wrote it, because a server
   * decodes or normalises {@code %2F} and {@code //}, which occur in base64.
   */
  @GET
  @Path("{request: .+}")
  @Produces(TYPE)
  public Response get(@Context Request request, @Context HttpServletRequest http) {
    OcspResponse answer = answer(request(http.getRequestURI()));
    DirectResponses.offer(http, PATH, TYPE, this::answer);
    return answer.freshness().isEmpty()
        ? uncached(answer)
        : document(answer, answer.freshness().get())
            .response(request, maxAge(answer.freshness().get()));
  }

  private static Response uncached(OcspResponse answer) {
    return Response.ok(answer.der(), TYPE).header(HttpHeaders.CACHE_CONTROL, NO_STORE).build();
  }

  /** Answers a request in the path, or one in a body that has arrived. */
  private boolean answer(HttpServletRequest http, HttpServletResponse response) throws IOException {
    String path = http.getRequestURI();
    int end = http.getContextPath().length() + PATH.length();
    if (http.getMethod().equals(HttpMethod.GET) && path.length() > end + 1) {
      send(response, answer(request(path)), true);
      return true;
    }
    if (!http.getMethod().equals(HttpMethod.POST) || path.length() > end) {
      return false;
    }
    Optional<byte[]> body =
        RequestBodies.arrived(http.getInputStream(), http.getContentLengthLong());
    if (body.isEmpty()) {
      return false;
    }
    send(response, answer(body.get()), false);
    return true;
  }

  private void send(HttpServletResponse response, OcspResponse answer, boolean mayBeCached)
      throws IOException {
    Optional<Freshness> freshness = answer.freshness().filter(unused -> mayBeCached);
    if (freshness.isPresent()) {
      document(answer, freshness.get()).send(response, maxAge(freshness.get()));
    } else {
      CachedDocument.send(response, answer.der(), TYPE, NO_STORE);
    }
  }

  private CachedDocument document(OcspResponse answer, Freshness freshness) {
    return documents.get(
        answer,
        signed ->
            new CachedDocument(signed.der(), TYPE, freshness.producedAt(), freshness.digest()));
  }

  private Duration maxAge(Freshness freshness) {
    Duration left = Duration.between(clock.instant(), freshness.nextUpdate());
    return CachedDocument.bounded(left, MAX_AGE);
  }

  private OcspResponse answer(byte[] request) {
    OcspResponse answer = authority.require().ocsp(request);
    statistics.add(answer.outcome());
    return answer;
  }

  /** The request in a raw path; no bytes, which are no request, if the path is malformed. */
  static byte[] request(String rawPath) {
    int begin = rawPath.indexOf(PATH + '/');
    if (begin < 0) {
      return NOTHING;
    }
    Optional<byte[]> base64 = PercentEncoding.decode(rawPath.substring(begin + PATH.length() + 1));
    try {
      return base64.isPresent() ? Base64.getDecoder().decode(base64.get()) : NOTHING;
    } catch (IllegalArgumentException e) {
      return NOTHING;
    }
  }
}
