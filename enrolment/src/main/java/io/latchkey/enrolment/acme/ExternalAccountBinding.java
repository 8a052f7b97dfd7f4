package io.latchkey.enrolment.acme;

import io.latchkey.base.crypto.Hmac;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.EnrolledCaller;
import io.latchkey.enrolment.EnrolmentCallers;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.tokens.component.DerivedSecret;
import java.security.MessageDigest;
import java.util.List;

/**
 * The external account binding (RFC 8555 section 7.3.4): a JWS of the account key that is
 * authenticated with a component key. {@code kid} is the id of the component key.
 */
final class ExternalAccountBinding {
  private static final String ALGORITHM = "HS256";

  private final EnrolmentCallers callers;

  ExternalAccountBinding(EnrolmentCallers callers) {
    this.callers = callers;
  }

  /**
   * Checks a binding.
   *
   * @param binding the member {@code externalAccountBinding}
   * @param key the key of the account
   */
  EnrolledCaller check(Members binding, AccountKey key, AcmeRequest request) throws AcmeProblem {
    JwsMessage message = JwsMessage.of(binding);
    if (!message.algorithm().equals(ALGORITHM)) {
      throw new AcmeProblem(
              AcmeError.BAD_SIGNATURE_ALGORITHM, "The external account binding has to use HS256.")
          .with("algorithms", List.of(ALGORITHM))
          .countedAsFailure();
    }
    if (message.header().has("nonce") || message.header().has("jwk")) {
      throw AcmeProblem.malformed("The external account binding must have neither nonce nor jwk.");
    }
    if (!message.url().equals(request.url())) {
      throw AcmeProblem.notAuthenticated(
          EnrolmentReasons.URL,
          "The url of the external account binding is not the URL of this request.");
    }
    if (!AccountKey.of(message.content()).thumbprint().equals(key.thumbprint())) {
      throw AcmeProblem.notAuthenticated(
          EnrolmentReasons.BINDING,
          "The external account binding contains another key than the request.");
    }
    String id = message.header().requiredText("kid");
    try {
      return callers.authenticate(
          id,
          component ->
              MessageDigest.isEqual(
                  Hmac.sha256(component.secret(DerivedSecret.ACME), message.signingInput()),
                  message.signature()));
    } catch (CallerRejectedException e) {
      throw AcmeProblem.of(e);
    }
  }
}
