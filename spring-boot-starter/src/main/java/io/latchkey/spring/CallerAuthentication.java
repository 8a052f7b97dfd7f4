package io.latchkey.spring;

import io.latchkey.tokens.VerifiedToken;
import java.io.Serial;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * The caller of a request for Spring Security. The principal is the {@link VerifiedToken}; the
 * authorities are its roles with the prefix {@value #ROLE_PREFIX}. It contains no credentials, and
 * it cannot be serialized: it belongs to one request, not to a session.
 */
public final class CallerAuthentication extends AbstractAuthenticationToken {
  /** The prefix of the authorities, which {@code hasRole(…)} of Spring Security adds too. */
  public static final String ROLE_PREFIX = "ROLE_";

  @Serial private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // see above
  private final VerifiedToken caller;

  CallerAuthentication(VerifiedToken caller) {
    super(authorities(caller));
    this.caller = caller;
    super.setAuthenticated(true);
  }

  private static List<GrantedAuthority> authorities(VerifiedToken caller) {
    return caller.roles().stream()
        .<GrantedAuthority>map(role -> new SimpleGrantedAuthority(ROLE_PREFIX + role))
        .toList();
  }

  @Override
  public VerifiedToken getPrincipal() {
    return caller;
  }

  /** Always empty. */
  @Override
  public String getCredentials() {
    return "";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CallerAuthentication that
        && super.equals(other)
        && caller.equals(that.caller);
  }

  @Override
  public int hashCode() {
    return caller.hashCode();
  }
}
