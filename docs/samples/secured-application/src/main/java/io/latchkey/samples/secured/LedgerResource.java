package io.latchkey.samples.secured;

import io.latchkey.tokens.VerifiedToken;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ejb.EJBAccessException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.security.Principal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ledger over HTTP. */
@Path("/")
@RequestScoped
@Produces(MediaType.TEXT_PLAIN)
public class LedgerResource {
  @Inject Ledger ledger;
  @Inject SecurityContext security;

  /** An open path, which needs no token: see {@link LedgerSettings}. */
  @GET
  @Path("balance")
  public String balance() {
    return Integer.toString(ledger.balance());
  }

  /** Returns the caller according to the request, to Jakarta Security and to the token. */
  @GET
  @Path("me")
  public String me(@Context HttpServletRequest request) {
    String scheme =
        security.getPrincipalsByType(VerifiedToken.class).stream()
            .map(token -> token.scheme().wireName())
            .collect(Collectors.joining());
    return "request=%s %s, security=%s %s, scheme=%s"
        .formatted(
            name(request.getUserPrincipal()),
            roles(request::isUserInRole),
            name(security.getCallerPrincipal()),
            roles(security::isCallerInRole),
            scheme);
  }

  private static String name(Principal caller) {
    return caller.getName();
  }

  private static String roles(java.util.function.Predicate<String> has) {
    return Stream.of("admin", "service").filter(has).toList().toString();
  }

  /** Requires the roles of the enterprise bean. */
  @POST
  @Path("bookings")
  public String book() {
    try {
      return ledger.book();
    } catch (EJBAccessException e) {
      throw new ForbiddenException(e);
    }
  }

  /** Requires the role {@code admin}, declared on this method. */
  @POST
  @Path("closing")
  @RolesAllowed("admin")
  public String close() {
    return ledger.close();
  }
}
