package io.latchkey.security.jwt;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * The token of a request, as it is at the moment of each call: the application may authenticate the
 * caller of an open path later, or log the caller out. Without a caller, name, claims and raw token
 * are null.
 */
final class CurrentJsonWebToken implements JsonWebToken {
  private final HttpServletRequest request;

  CurrentJsonWebToken(HttpServletRequest request) {
    this.request = request;
  }

  private @Nullable JwtCaller caller() {
    return request.getAttribute(VerifiedToken.ATTRIBUTE) instanceof VerifiedToken caller
        ? JwtCaller.of(caller, request)
        : null;
  }

  @Override
  public @Nullable String getName() {
    JwtCaller caller = caller();
    return caller == null ? null : caller.getName();
  }

  @Override
  public @Nullable Set<String> getClaimNames() {
    JwtCaller caller = caller();
    return caller == null ? null : caller.getClaimNames();
  }

  @Override
  @SuppressWarnings("TypeParameterUnusedInFormals") // as the interface says
  public <T> @Nullable T getClaim(String claim) {
    JwtCaller caller = caller();
    return caller == null ? null : caller.getClaim(claim);
  }

  @Override
  public Set<String> getGroups() {
    return ClaimValues.groups(this);
  }

  @Override
  public long getExpirationTime() {
    return ClaimValues.seconds(this, Claims.exp);
  }

  @Override
  public long getIssuedAtTime() {
    return ClaimValues.seconds(this, Claims.iat);
  }

  /** Shows what the token shows, which is no secret. */
  @Override
  public String toString() {
    return String.valueOf(caller());
  }
}
