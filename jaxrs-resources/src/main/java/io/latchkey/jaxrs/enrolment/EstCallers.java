package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.http.Credentials;
import io.latchkey.base.http.Credentials.Defect;
import io.latchkey.base.http.Credentials.Unusable;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.Sender;
import io.latchkey.enrolment.est.BasicCredentials;
import io.latchkey.enrolment.est.EstServer;
import io.latchkey.enrolment.est.EstServer.TooManyFailuresException;
import io.latchkey.jaxrs.caller.CallerToken;
import io.latchkey.jaxrs.caller.Requester;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.tokens.OpenRequestCaller;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentUse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * Authenticates a request to sign over EST: with HTTP Basic, with a bearer token, or, to renew a
 * certificate, with that certificate.
 */
record EstCallers(EstServer server, ClientCertificates certificates, Sender from) {

  /**
   * Authenticates a request. In a request with an {@code Authorization} header, only that header
   * counts.
   *
   * @return the terms for its certificate
   * @throws RequestRejectedException if it is not authenticated, or its caller may not enrol
   */
  IssuanceTerms authenticate(HttpServletRequest http, SecurityContext security, boolean renews) {
    return switch (AuthenticationScheme.of(http)) {
      case BEARER -> ofToken(token(http, security), http);
      case BASIC -> ofBasic(http.getHeader(AuthorizationHeader.NAME));
      case OTHER -> throw missing();
      case NONE -> ofCertificate(renews ? certificates.of(http) : Optional.empty());
    };
  }

  /** How a request authenticates itself (RFC 9110 section 11.1). */
  private enum AuthenticationScheme {
    BEARER,
    BASIC,
    OTHER,
    NONE;

    /**
     * A header that is ambiguous or has a malformed bearer token counts as {@link #BEARER}: the
     * filter, which verifies bearer tokens, rejects it.
     */
    static AuthenticationScheme of(HttpServletRequest http) {
      Credentials sent = AuthorizationHeader.parse(http.getHeaders(AuthorizationHeader.NAME));
      if (!sent.equals(new Unusable(Defect.MISSING))) {
        return BEARER;
      }
      String header = http.getHeader(AuthorizationHeader.NAME);
      if (header == null) {
        return NONE;
      }
      return BasicCredentials.isBasic(header) ? BASIC : OTHER;
    }
  }

  private IssuanceTerms ofBasic(String header) {
    return accepted(() -> server.authenticate(header, from));
  }

  private IssuanceTerms ofCertificate(Optional<X509Certificate> certificate) {
    X509Certificate presented = certificate.orElseThrow(EstCallers::missing);
    return accepted(() -> server.authenticate(presented, from));
  }

  private static RequestRejectedException missing() {
    return new RequestRejectedException(
        Rejection.MISSING,
        "The request has no credentials: send the id and the secret of a component key with HTTP"
            + " Basic, or a bearer token.");
  }

  private interface Check {
    IssuanceTerms run() throws CallerRejectedException, TooManyFailuresException;
  }

  private static IssuanceTerms accepted(Check check) {
    try {
      return check.run();
    } catch (CallerRejectedException e) {
      throw new RequestRejectedException(e);
    } catch (TooManyFailuresException e) {
      throw RequestRejectedException.throttled(e.waitTime());
    }
  }

  /** A token that is limited to another purpose authenticates nothing here. */
  private static IssuanceTerms ofToken(VerifiedToken token, HttpServletRequest http) {
    if (token.isPurposeBound()) {
      throw new RequestRejectedException(Rejection.PURPOSE, ProblemReasons.PURPOSE_DETAIL);
    }
    return Requester.of(token)
        .requireMaySign(ComponentUse.EST)
        .terms(http, Optional.of(EstServer.PROTOCOL));
  }

  private static VerifiedToken token(HttpServletRequest http, SecurityContext security) {
    return CallerToken.of(security, http).orElseGet(() -> tokenOfOpenPath(http));
  }

  private static VerifiedToken tokenOfOpenPath(HttpServletRequest http) {
    if (!(http.getAttribute(RequestAttributes.OPEN_REQUEST_CALLER)
        instanceof OpenRequestCaller caller)) {
      throw new RequestRejectedException(
          Rejection.MISSING, "This application has no filter that verifies bearer tokens.");
    }
    try {
      return caller.verify();
    } catch (OpenRequestCaller.RejectedException e) {
      throw new RequestRejectedException(e);
    }
  }
}
