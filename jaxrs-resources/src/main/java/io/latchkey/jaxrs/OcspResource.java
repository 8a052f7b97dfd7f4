package io.latchkey.jaxrs;

import io.latchkey.ca.OcspAnswer;
import io.latchkey.ca.OcspAnswer.Freshness;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;

/**
 * {@code POST /ca/ocsp} and {@code GET /ca/ocsp/{base64}}, which need no authentication: the status
 * of one certificate (RFC 6960). A malformed request has an OCSP answer too, with status 200 (RFC
 * 6960 appendix A.2).
 */
@Path("ca/ocsp")
@Singleton
public class OcspResource {
  private static final String TYPE = "application/ocsp-response";
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime, AwaitedBodies.OF_STRANGERS, "OCSP request", Refusal.TOO_LARGE);
  private static final String PATH = "/ca/ocsp/";
  private static final byte[] NOTHING = {};

  /** A cache serves a revoked certificate as good for at most this time. */
  private static final Duration MAX_AGE = Duration.ofMinutes(1);

  private final Clock clock = Clock.systemUTC();

  @Inject ApplicationAuthority authority;
  @Inject OcspStatistics statistics;

  /** For the container, which injects the fields. */
  public OcspResource() {}

  /** Answers the request in the body. */
  @POST
  @Produces(TYPE)
  public Response post(InputStream body, @Context HttpServletRequest http) {
    byte[] request = BODIES.read(body, http.getContentLengthLong(), http.getRemoteAddr());
    return Response.ok(answer(request).der(), TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /**
   * Answers the request in the path. The path is read as the client wrote it, because a server
   * decodes or normalises {@code %2F} and {@code //}, which occur in base64.
   */
  @GET
  @Path("{request: .+}")
  @Produces(TYPE)
  public Response get(@Context Request request, @Context HttpServletRequest http) {
    OcspAnswer answer = answer(request(http.getRequestURI()));
    if (answer.freshness().isEmpty()) {
      return Response.ok(answer.der(), TYPE).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
    }
    Freshness freshness = answer.freshness().get();
    Duration left = Duration.between(clock.instant(), freshness.nextUpdate());
    return new CachedDocument(answer.der(), TYPE, freshness.producedAt(), freshness.digest())
        .response(request, CachedDocument.bounded(left, MAX_AGE));
  }

  private OcspAnswer answer(byte[] request) {
    OcspAnswer answer = authority.require().ocsp(request);
    statistics.add(answer.outcome());
    return answer;
  }

  /** The request in a raw path; no bytes, which are no request, if the path is malformed. */
  static byte[] request(String rawPath) {
    int begin = rawPath.indexOf(PATH);
    if (begin < 0) {
      return NOTHING;
    }
    String raw = rawPath.substring(begin + PATH.length());
    StringBuilder base64 = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length()) {
      if (raw.charAt(i) != '%') {
        base64.append(raw.charAt(i));
        i++;
        continue;
      }
      if (i + 3 > raw.length()
          || !HexFormat.isHexDigit(raw.charAt(i + 1))
          || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
        return NOTHING;
      }
      base64.append((char) HexFormat.fromHexDigits(raw, i + 1, i + 3));
      i += 3;
    }
    try {
      return Base64.getDecoder().decode(base64.toString());
    } catch (IllegalArgumentException e) {
      return NOTHING;
    }
  }
}
