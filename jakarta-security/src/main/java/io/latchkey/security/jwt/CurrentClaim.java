package io.latchkey.security.jwt;

import java.io.Serializable;
import org.eclipse.microprofile.jwt.ClaimValue;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * A claim of the current request.
 *
 * @param token the injected proxy, which gives the token of the current request
 */
@SuppressWarnings("serial") // the proxy of a container is serializable
record CurrentClaim<T>(ClaimPoint point, JsonWebToken token)
    implements ClaimValue<T>, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public String getName() {
    return point.claim();
  }

  @Override
  @SuppressWarnings("unchecked") // the container has matched the type of the injection point
  public @Nullable T getValue() {
    return (T) point.value(token);
  }
}
