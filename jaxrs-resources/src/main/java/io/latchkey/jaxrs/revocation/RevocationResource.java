package io.latchkey.jaxrs.revocation;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.revocation.HoldLimit;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.caller.Requester;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.jaxrs.http.RequestBodyLimiter;
import io.latchkey.jaxrs.observe.RevocationWatch;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.jaxrs.records.CertificateRecordJson;
import io.latchkey.jaxrs.records.RecordAccess;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code POST /ca/certificates/{serial}/revoke}: revokes a certificate, puts it on hold, or
 * releases it. Callers with role {@code admin} may revoke all certificates, other callers those
 * that they requested.
 */
@Path(AuthorityPaths.RECORDS + "/{serial}" + AuthorityPaths.REVOKE_SEGMENT)
@Singleton
public class RevocationResource {
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime, RequestBodyLimiter.Callers.AUTHENTICATED, "body", Rejection.TOO_LARGE);
  private static final String REASON = "reason";

  private final HoldLimit holds = new HoldLimit();

  @Inject ApplicationAuthority authority;
  @Inject Authentication authentication;
  @Inject RevocationWatch watch;

  /** For the container, which injects the fields. */
  public RevocationResource() {}

  /**
   * Changes the revocation of a certificate and returns its record.
   *
   * @param body empty, or a JSON object whose member {@code reason} is a reason of RFC 5280 section
   *     5.3.1; default: {@code unspecified}
   */
  @POST
  @Produces(MediaType.APPLICATION_JSON)
  public String revoke(
      InputStream body,
      @PathParam("serial") String serial,
      @Context SecurityContext security,
      @Context HttpServletRequest http) {
    Requester requester = Requester.of(security, http, authentication);
    CertificateAuthority ca = authority.require();
    IssuedCertificate certificate = RecordAccess.findBySerial(ca, serial, requester);
    byte[] content = BODIES.read(body, http, requester.limitKey(http));
    RevocationReason reason = reason(content);
    if (!requester.isAdmin()) {
      limit(requester.limitKey(http), reason);
    }
    RevocationResult result =
        RecordAccess.available(() -> ca.revoke(certificate.serial(), reason))
            .orElseThrow(RecordAccess::notFound);
    if (!result.accepted()) {
      throw conflict(result.certificate());
    }
    if (result.changed()) {
      watch.revoked(
          result.certificate(), reason, requester.identity(), SigningOrigin.of(http, security));
    }
    return CertificateRecordJson.json(result.certificate(), Instant.now());
  }

  private void limit(String caller, RevocationReason reason) {
    holds
        .take(caller, reason, Instant.now())
        .ifPresent(
            wait -> {
              throw RequestRejectedException.rate(HoldLimit.detail(), wait);
            });
  }

  private static RevocationReason reason(byte[] content) {
    if (content.length == 0) {
      return RevocationReason.UNSPECIFIED;
    }
    Map<String, Object> json;
    try {
      json = StrictJson.TOKEN.readObject(content);
    } catch (MalformedJsonException e) {
      throw new RequestRejectedException(
          Rejection.PARAMETER, "The body " + e.problem() + "; send {\"reason\": \"superseded\"}.");
    }
    if (!Set.of(REASON).containsAll(json.keySet())) {
      throw new RequestRejectedException(
          Rejection.PARAMETER, "The body has another member than reason.");
    }
    if (json.isEmpty()) {
      return RevocationReason.UNSPECIFIED;
    }
    return RevocationReason.named(String.valueOf(json.get(REASON)))
        .orElseThrow(
            () ->
                new RequestRejectedException(
                    Rejection.PARAMETER,
                    "reason has to be one of %s."
                        .formatted(
                            Stream.of(RevocationReason.values())
                                .map(RevocationReason::wireName)
                                .collect(Collectors.joining(", ")))));
  }

  private static RequestRejectedException conflict(IssuedCertificate certificate) {
    return certificate.status().revocation().isPresent()
        ? new RequestRejectedException(
            Rejection.ALREADY_REVOKED, ProblemReasons.ALREADY_REVOKED_DETAIL)
        : new RequestRejectedException(Rejection.NOT_ON_HOLD, ProblemReasons.NOT_ON_HOLD_DETAIL);
  }
}
