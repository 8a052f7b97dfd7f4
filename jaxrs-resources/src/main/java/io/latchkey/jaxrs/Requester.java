package io.latchkey.jaxrs;

import io.latchkey.ca.CallerIdentity;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The caller of a request, as the container reports it. A request without an authenticated caller
 * is rejected here too, so the CA stays closed when the filter is not registered.
 *
 * @param token empty if the container authenticated the caller without a token of Latchkey
 */
record Requester(
    CallerIdentity identity, Optional<VerifiedToken> token, Predicate<String> hasRole) {
  static final String SERVICE = "service";
  static final String ADMIN = "admin";

  private static final CallerIdentity ANONYMOUS = new CallerIdentity("none", "anonymous");
  private static final String CONTAINER = "container";

  /**
   * Takes the caller from the request.
   *
   * @throws RequestRefusedException if there is none and the application requires one
   */
  static Requester of(
      SecurityContext security, HttpServletRequest request, Authentication authentication) {
    Principal principal = security.getUserPrincipal();
    if (principal == null) {
      if (authentication == Authentication.REQUIRED) {
        throw new RequestRefusedException(
            Refusal.MISSING, "The request has no credentials; send a bearer token.");
      }
      return new Requester(ANONYMOUS, Optional.empty(), role -> true);
    }
    Optional<VerifiedToken> token = CallerToken.of(security, request);
    CallerIdentity identity =
        token
            .map(each -> new CallerIdentity(each.callerKind(), each.name()))
            .orElseGet(() -> new CallerIdentity(CONTAINER, String.valueOf(principal.getName())));
    return new Requester(identity, token, security::isUserInRole);
  }

  boolean isAdmin() {
    return hasRole.test(ADMIN);
  }

  /** The key under which limits count this caller. Callers without a name count by address. */
  String limitKey(String address) {
    CallerIdentity limited =
        token
            .flatMap(VerifiedToken::component)
            .map(key -> new CallerIdentity(identity.kind(), key.path().firstName()))
            .orElse(identity);
    return limited + (limited.isNameless() ? "@" + address : "");
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
