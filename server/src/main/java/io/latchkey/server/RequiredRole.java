package io.latchkey.server;

import io.latchkey.base.http.BearerChallenge;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.stream.Stream;

/** Checks that the caller of a resource has a role. */
final class RequiredRole {
  private RequiredRole() {}

  /**
   * Returns if the caller has one of the roles.
   *
   * @throws NotAuthorizedException if the caller is not authenticated
   * @throws ForbiddenException if the caller has none of the roles
   */
  static void check(SecurityContext caller, String... roles) {
    if (caller.getUserPrincipal() == null) {
      throw new NotAuthorizedException(BearerChallenge.MISSING);
    }
    if (Stream.of(roles).noneMatch(caller::isUserInRole)) {
      throw new ForbiddenException(
          Response.status(Response.Status.FORBIDDEN)
              .header(
                  HttpHeaders.WWW_AUTHENTICATE,
                  BearerChallenge.insufficientScope(Stream.of(roles).toList()))
              .build());
    }
  }
}
