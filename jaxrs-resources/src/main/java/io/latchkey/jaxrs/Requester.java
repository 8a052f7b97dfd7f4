package io.latchkey.jaxrs;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.function.Predicate;

/**
 * Who asks, as the container tells it. A request that nobody has authenticated is refused here as
 * well: if the filter has vanished from the application, the CA must not stand open.
 */
record Requester(String name, Predicate<String> hasRole) {
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
      return new Requester(ANONYMOUS, role -> true);
    }
    return new Requester(principal.getName(), security::isUserInRole);
  }

  boolean isAdmin() {
    return hasRole.test(ADMIN);
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
