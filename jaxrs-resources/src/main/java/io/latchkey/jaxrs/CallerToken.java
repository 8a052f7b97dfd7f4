package io.latchkey.jaxrs;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;

/**
 * The token that the caller of a request was authenticated by. What it says about signing must not
 * be lost because a server shows the caller in a form of its own.
 */
final class CallerToken {
  private CallerToken() {}

  /**
   * The token; empty if there is no caller, or if the container alone has authenticated it.
   *
   * @throws RequestRefusedException if there is one that cannot be read here, as its class comes
   *     from another class loader
   */
  static Optional<VerifiedToken> of(SecurityContext security, HttpServletRequest request) {
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
      throw new RequestRefusedException(
          Refusal.CONFIGURATION,
          "The server has latchkey-tokens twice, in the application and outside, so that the"
              + " caller's token cannot be read; one of them has to go.");
    }
    return Optional.empty();
  }

  private static boolean isOfOurName(Principal principal) {
    return principal.getClass().getName().equals(VerifiedToken.class.getName());
  }
}
