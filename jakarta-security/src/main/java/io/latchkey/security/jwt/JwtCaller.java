package io.latchkey.security.jwt;

import io.latchkey.base.http.Credentials;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * A verified token as a {@link JsonWebToken}, for one request. Parses the claims once. Immutable
 * and safe for use by several threads.
 */
final class JwtCaller extends VerifiedToken implements JsonWebToken {
  private final VerifiedToken verified;
  private final @Nullable String raw;
  private volatile @Nullable Map<String, Object> parsed;

  private JwtCaller(VerifiedToken verified, @Nullable String raw) {
    super(verified);
    this.verified = verified;
    this.raw = raw;
  }

  /** Returns the token of a request, always the same one for the same verified token. */
  static JwtCaller of(VerifiedToken caller, HttpServletRequest request) {
    if (caller instanceof JwtCaller jwt) {
      return jwt;
    }
    if (request.getAttribute(ATTRIBUTE) instanceof JwtCaller jwt && jwt.verified == caller) {
      return jwt;
    }
    // The header of this request may differ: a filter may have shown another one to the verifier.
    JwtCaller jwt =
        new JwtCaller(
            caller,
            request.getAttribute(RequestAttributes.CREDENTIALS) instanceof Credentials.Token token
                ? token.value()
                : null);
    request.setAttribute(ATTRIBUTE, jwt);
    return jwt;
  }

  /** The token that was verified; null if another authenticator has set the caller. */
  @Override
  public @Nullable String getRawToken() {
    return raw;
  }

  @Override
  public Set<String> getClaimNames() {
    return parsedClaims().keySet();
  }

  /**
   * Returns a claim in the type of {@link Claims}, or, if the claim has no such type or another
   * value, {@link String}, {@link Boolean} or the type of JSON-P; null if it is absent or null.
   */
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface says
  public <T> @Nullable T getClaim(String claim) {
    return (T)
        (claim.equals(Claims.raw_token.name())
            ? raw
            : ClaimValues.of(claim, parsedClaims().get(claim)));
  }

  /** The claim {@code groups}; empty if it is absent. */
  @Override
  public Set<String> getGroups() {
    return ClaimValues.groups(this);
  }

  /** The claim {@code exp} in seconds since 1970. */
  @Override
  public long getExpirationTime() {
    return ClaimValues.seconds(this, Claims.exp);
  }

  /** The claim {@code iat} in seconds since 1970; 0 if it is absent. */
  @Override
  public long getIssuedAtTime() {
    return ClaimValues.seconds(this, Claims.iat);
  }

  private Map<String, Object> parsedClaims() {
    Map<String, Object> known = parsed;
    if (known == null) {
      known = claims();
      parsed = known;
    }
    return known;
  }
}
