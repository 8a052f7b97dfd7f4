package io.latchkey.jaxrs.authority;

import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.http.CachedDocument;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.jaxrs.trust.PublishedRoot;
import io.latchkey.pki.Certificates;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.cert.X509Certificate;
import java.time.Duration;

/**
 * {@code GET /ca/issuers/{ski}.cer}, which needs no authentication: a CA certificate in DER. The
 * certificates that the CA signs name this address (RFC 5280 section 4.2.2.1).
 */
@Path(AuthorityPaths.ISSUERS)
@Singleton
public class IssuerResource {
  private static final String DER = PublishedRoot.DER;
  private static final Duration MAX_AGE = Duration.ofHours(1);

  @Inject ApplicationAuthority authority;

  /** For the container, which injects the field. */
  public IssuerResource() {}

  /**
   * Returns a CA certificate.
   *
   * @param ski its subject key identifier in lower-case hex
   */
  @GET
  @Path("{ski}" + AuthorityPaths.ISSUER_SUFFIX)
  @Produces(DER)
  public Response issuer(@PathParam("ski") String ski, @Context Request request) {
    X509Certificate certificate =
        authority
            .require()
            .issuer(ski)
            .orElseThrow(
                () ->
                    new RequestRejectedException(
                        Rejection.NOT_FOUND, "This CA has no certificate with this identifier."));
    return new CachedDocument(
            Certificates.der(certificate), DER, certificate.getNotBefore().toInstant())
        .response(request, MAX_AGE);
  }
}
