package io.latchkey.jaxrs.authority;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.IssuingAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.jaxrs.caller.Authentication;
import io.latchkey.jaxrs.caller.RequestBinding;
import io.latchkey.jaxrs.caller.Requester;
import io.latchkey.jaxrs.http.RequestBodies;
import io.latchkey.jaxrs.http.RequestBodyLimiter;
import io.latchkey.jaxrs.observe.SigningWatch;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.jaxrs.trust.ComponentProof;
import io.latchkey.jaxrs.trust.CurrentRoot;
import io.latchkey.jaxrs.trust.PublishedRoot;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.MalformedRequestException;
import io.latchkey.tokens.component.ComponentUse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code GET /ca/cert}, which needs no authentication, and {@code POST /ca/sign}. */
@Path(AuthorityPaths.ROOT)
@Singleton
public class CertificateAuthorityResource {
  private static final RequestBodies BODIES =
      new RequestBodies(
          System::nanoTime,
          RequestBodyLimiter.Callers.AUTHENTICATED,
          "certificate request",
          Rejection.CSR_TOO_LARGE);

  private static final String PEM = PublishedRoot.PEM;
  private static final MediaType PEM_TYPE = new MediaType("application", "x-pem-file");
  private static final String DER = PublishedRoot.DER;
  private static final String CHAIN = PublishedRoot.CHAIN;
  private static final String FINGERPRINT_HEADER = "SHA256-Fingerprint";
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,4}");

  @Inject ApplicationAuthority authority;
  @Inject Authentication authentication;
  @Inject SigningWatch watch;
  @Inject CurrentRoot current;
  @Inject ComponentProof proof;

  /** For the container, which injects the fields. */
  public CertificateAuthorityResource() {}

  /**
   * Returns the CA's root certificate in PEM or DER, or the chain, depending on {@code Accept}.
   * With {@code component}, its fingerprint is authenticated to the holder of that component key.
   *
   * @param nonce copied to the token that authenticates the fingerprint
   */
  @GET
  @Path(AuthorityPaths.CERTIFICATE_SEGMENT)
  @Produces({PEM, DER, CHAIN})
  public Response certificate(
      @QueryParam("nonce") @Nullable String nonce,
      @Context Request request,
      @Context HttpHeaders headers,
      @Context HttpServletRequest http) {
    if (nonce != null && !NONCE.matcher(nonce).matches()) {
      throw new RequestRejectedException(
          Rejection.PARAMETER, "The nonce has to be 1 to 128 of A-Z a-z 0-9 - _.");
    }
    MediaType form = PublishedRoot.FORMS.chosen(request, headers);
    PublishedRoot root = current.root();
    Response.ResponseBuilder response =
        Response.ok(root.content(form), form)
            .header(FINGERPRINT_HEADER, root.fingerprint())
            .header(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"" + PublishedRoot.fileName(form) + "\"")
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    Optional<String> authorityToken =
        ComponentProof.isAskedFor(http.getQueryString())
            ? Optional.of(
                proof.token(http.getQueryString(), root.fingerprint(), Optional.ofNullable(nonce)))
            : root.token(Optional.ofNullable(nonce));
    authorityToken.ifPresent(
        token -> response.header(HttpHeaders.AUTHORIZATION, AuthorizationHeader.bearer(token)));
    return response.build();
  }

  /**
   * Signs a PKCS#10 request in PEM or DER. The format is detected from the content, because the
   * reference clients send no content type.
   */
  @POST
  @Path(AuthorityPaths.SIGN_SEGMENT)
  @Produces(PEM)
  public Response sign(
      InputStream body,
      @QueryParam("days_valid") @Nullable String daysValid,
      @Context SecurityContext security,
      @Context HttpServletRequest http)
      throws IOException {
    IssuedCertificate issued =
        watch.watch(http, security, () -> issue(body, daysValid, security, http));
    return Response.ok(issued.pemChain(), PEM_TYPE)
        .header(FINGERPRINT_HEADER, issued.fingerprint())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private IssuedCertificate issue(
      InputStream body,
      @Nullable String daysValid,
      SecurityContext security,
      HttpServletRequest http)
      throws IOException {
    Requester requester =
        Requester.of(security, http, authentication).requireMaySign(ComponentUse.SIGN);
    IssuingAuthority ca = authority.require();
    byte[] content = BODIES.read(body, http, requester.limitKey(http));
    try {
      CertificateSigningRequest request = CertificateSigningRequest.parse(content);
      requester.token().ifPresent(each -> RequestBinding.check(each, request));
      Optional<Duration> validity = validity(daysValid);
      IssuanceTerms terms = requester.terms(http, Optional.empty());
      return ca.sign(request, validity.map(terms::validFor).orElse(terms));
    } catch (MalformedRequestException e) {
      throw new RequestRejectedException(IssuanceRejectedException.of(e));
    } catch (IssuanceRejectedException e) {
      throw new RequestRejectedException(e);
    } catch (AuthorityUnavailableException e) {
      throw RequestRejectedException.unavailable();
    }
  }

  private static Optional<Duration> validity(@Nullable String days) {
    if (days == null) {
      return Optional.empty();
    }
    if (!DAYS.matcher(days).matches()) {
      throw new RequestRejectedException(
          Rejection.DAYS_VALID, "days_valid has to be a whole number of days, at least 1.");
    }
    return Optional.of(Duration.ofDays(Long.parseLong(days)));
  }
}
