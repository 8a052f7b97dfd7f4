package io.latchkey.jaxrs;

import io.latchkey.tokens.VerifiedToken;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who asks, as the container tells it. A request that nobody has authenticated is refused here as
 * well: if the filter has vanished from the application, the CA must not stand open.
 */
record Requester(String name, Predicate<String> hasRole, Optional<VerifiedToken> token) {
  static final String SERVICE = "service";
  static final String ADMIN = "admin";

  private static final String ANONYMOUS = "anonymous";

  /**
   * Takes the caller from the request.
   *
   * @throws RequestRefusedException if there is none and the application requires one
   */
  static Requester of(SecurityContext security, Authentication authentication) {
    Principal principal = security.getUserPrincipal();
    if (principal == null) {
      if (authentication == Authentication.REQUIRED) {
        throw new RequestRefusedException(
            Refusal.MISSING, "The request has no credentials; send a bearer token.");
      }
      return new Requester(ANONYMOUS, role -> true, Optional.empty());
    }
    return new Requester(
        principal.getName(),
        security::isUserInRole,
        principal instanceof VerifiedToken token ? Optional.of(token) : Optional.empty());
  }

  boolean isAdmin() {
    return hasRole.test(ADMIN);
  }

  /** Passes if certificates may be signed for callers with a token of this one's key. */
  Requester requireKeyThatMaySign() {
    if (token.filter(each -> !each.maySign()).isPresent()) {
      throw new RequestRefusedException(
          Refusal.ROLE,
          "Nobody with a token of this issuer may have certificates signed, nor with one that"
              + " another certificate has signed.");
    }
    return this;
  }

  Requester requireAny(String... roles) {
    for (String role : roles) {
      if (hasRole.test(role)) {
        return this;
      }
    }
    throw new RequestRefusedException(
        Refusal.ROLE, "The caller needs one of the roles: " + String.join(", ", roles) + ".");
  }
}
