package io.latchkey.jaxrs.caller;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentUse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * The limits that a token sets on signing: whether its key allows signing at all, the one request
 * that it is bound to ({@code csr_sha256}), and whether it is good for one signature ({@code jti}).
 */
public final class RequestBinding {
  private static final String ID_CLAIM = "jti";

  private RequestBinding() {}

  /**
   * Checks that the key of a token allows certificate signing.
   *
   * @throws RequestRejectedException if it does not
   */
  static void requireKeyThatMaySign(VerifiedToken token) {
    if (!token.allowsCertificateSigning()) {
      throw new RequestRejectedException(
          Rejection.ROLE,
          "Certificate signing is not allowed with a token of this issuer, or with a token that was"
              + " signed with a certificate.");
    }
  }

  /**
   * Checks that the component key of a token may be used for a way to sign. The filter checks this
   * too, but another spelling of the path may reach the resource.
   *
   * @throws RequestRejectedException if it may not
   */
  static void requireUse(VerifiedToken token, ComponentUse use) {
    if (!token.allows(use)) {
      throw new RequestRejectedException(Rejection.USE, ProblemReasons.USE_DETAIL);
    }
  }

  /**
   * Checks that a token is not bound to another certificate signing request.
   *
   * @throws RequestRejectedException if it is
   */
  public static void check(VerifiedToken token, CertificateSigningRequest request) {
    Map<String, Object> claims = token.claims();
    if (!claims.containsKey(VerifiedToken.CSR_CLAIM)) {
      return;
    }
    String digest = Base64Url.encode(request.sha256());
    String claimed = claims.get(VerifiedToken.CSR_CLAIM) instanceof String text ? text : "";
    if (!MessageDigest.isEqual(ascii(digest), ascii(claimed))) {
      throw new RequestRejectedException(
          Rejection.CSR_BINDING, "The token is bound to another certificate signing request.");
    }
  }

  /**
   * Returns the one-time permission of a token with {@code jti}. In a public-key token without
   * {@code csr_sha256}, {@code jti} only identifies the token, because identity providers set it in
   * every token.
   */
  static Optional<OneTimeUse> oneTimeUse(VerifiedToken token) {
    Map<String, Object> claims = token.claims();
    boolean isOneTime =
        token.scheme() != Scheme.PUBLIC_KEY || claims.containsKey(VerifiedToken.CSR_CLAIM);
    if (!isOneTime || !claims.containsKey(ID_CLAIM)) {
      return Optional.empty();
    }
    String id =
        token
            .id()
            .filter(value -> !value.isEmpty())
            .orElseThrow(
                () ->
                    new RequestRejectedException(
                        Rejection.MALFORMED_TOKEN,
                        "The claim jti of the token is not a string, or empty."));
    return Optional.of(new OneTimeUse(id, token.expiresAt().plus(TokenVerifier.MAX_CLOCK_SKEW)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
