package io.latchkey.jaxrs.caller;

import io.latchkey.base.http.StandardRoles;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.caller.RequestOrigin;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.enrolment.ComponentRestrictions;
import io.latchkey.enrolment.SigningRoles;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentUse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The caller of a request, as the container reports it. A request without an authenticated caller
 * is rejected here too, so the CA stays closed when the filter is not registered.
 *
 * <p>For the thread of the request, because the container answers for its roles.
 *
 * @param identity names the caller in the record and in limits
 * @param token empty if the container authenticated the caller without a token of Latchkey
 * @param hasRole whether the caller has a role
 */
public record Requester(
    CallerIdentity identity, Optional<VerifiedToken> token, Predicate<String> hasRole) {

  private static final CallerIdentity ANONYMOUS = new CallerIdentity("none", "anonymous");
  private static final String CONTAINER = "container";

  /**
   * Takes the caller from the request.
   *
   * @throws RequestRejectedException if there is none and the application requires one, or if the
   *     class of its token was loaded by another class loader
   */
  public static Requester of(
      SecurityContext security, HttpServletRequest request, Authentication authentication) {
    Principal principal = security.getUserPrincipal();
    if (principal == null) {
      if (authentication == Authentication.REQUIRED) {
        throw new RequestRejectedException(
            Rejection.MISSING, "The request has no credentials; send a bearer token.");
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

  /** Whether the caller has the role {@code admin}. */
  public boolean isAdmin() {
    return hasRole.test(StandardRoles.ADMIN);
  }

  /** The caller of a verified token, with the roles of the token. */
  public static Requester of(VerifiedToken token) {
    return new Requester(
        new CallerIdentity(token.callerKind(), token.name()),
        Optional.of(token),
        token.roles()::contains);
  }

  /**
   * Checks that this caller may have certificates signed.
   *
   * @param use what its component key must allow, if it has one
   * @throws RequestRejectedException if it may not
   */
  public Requester requireMaySign(ComponentUse use) {
    if (!SigningRoles.maySign(hasRole)) {
      throw new RequestRejectedException(Rejection.ROLE, SigningRoles.REJECTION);
    }
    token.ifPresent(RequestBinding::requireKeyThatMaySign);
    token.ifPresent(each -> RequestBinding.requireUse(each, use));
    return this;
  }

  /**
   * The terms for a certificate of this caller.
   *
   * @param protocol the enrolment protocol of the request, if it is one
   * @throws RequestRejectedException if the token has a malformed {@code jti}
   */
  public IssuanceTerms terms(HttpServletRequest http, Optional<String> protocol) {
    IssuanceTerms terms =
        IssuanceTerms.of(identity)
            .from(
                new RequestOrigin(
                    SigningOrigin.address(http), token.map(Requester::keyOf), protocol))
            .with(SigningRoles.privilege(hasRole))
            .within(restrictions());
    return token.flatMap(RequestBinding::oneTimeUse).map(terms::using).orElse(terms);
  }

  /** Names the key in the record; what a component key has made is bound by it. */
  private static String keyOf(VerifiedToken token) {
    return token.component().map(ComponentCredential::recorded).orElseGet(token::verifiedBy);
  }

  /** The key under which limits count this caller. Callers without a name count by network. */
  public String limitKey(HttpServletRequest request) {
    return identity.limitKey(restrictions(), SigningOrigin.network(request));
  }

  private CallerRestrictions restrictions() {
    return token
        .flatMap(VerifiedToken::component)
        .map(key -> ComponentRestrictions.of(key.path()))
        .orElse(CallerRestrictions.NONE);
  }

  /**
   * Checks that this caller has one of some roles.
   *
   * @throws RequestRejectedException if it has none of them
   */
  public Requester requireAny(String... roles) {
    for (String role : roles) {
      if (hasRole.test(role)) {
        return this;
      }
    }
    throw new RequestRejectedException(
        Rejection.ROLE, "The caller needs one of the roles: " + String.join(", ", roles) + ".");
  }
}
