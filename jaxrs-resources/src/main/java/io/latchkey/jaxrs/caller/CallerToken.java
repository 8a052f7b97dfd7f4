package io.latchkey.jaxrs.caller;

import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The token that authenticated the caller of a request. The filter leaves the token in a request
 * attribute, because some servers replace the principal, and the token limits what may be signed.
 */
public final class CallerToken {
  private CallerToken() {}

  /**
   * Returns the token; empty if there is no caller, or if the container authenticated the caller
   * without a token.
   *
   * @throws RequestRejectedException if the class of the token was loaded by another class loader,
   *     so that the token cannot be read
   */
  public static Optional<VerifiedToken> of(SecurityContext security, HttpServletRequest request) {
    Principal principal = security.getUserPrincipal();
    if (principal == null) {
      return Optional.empty();
    }
    Object left = request.getAttribute(VerifiedToken.ATTRIBUTE);
    Object found = left == null || principal instanceof VerifiedToken ? principal : left;
    if (found instanceof VerifiedToken token) {
      return Optional.of(token);
    }
    if (left != null || isOfOurName(principal)) {
      throw new RequestRejectedException(
          Rejection.CONFIGURATION,
          "latchkey-tokens is both in the application and in the server, so the caller's token"
              + " cannot be read; remove one of the two.");
    }
    return Optional.empty();
  }

  private static boolean isOfOurName(Principal principal) {
    // A principal of the authentication mechanism may be of a subclass.
    return Stream.<Class<?>>iterate(
            principal.getClass(), type -> type != Object.class, Class::getSuperclass)
        .anyMatch(type -> type.getName().equals(VerifiedToken.class.getName()));
  }
}
