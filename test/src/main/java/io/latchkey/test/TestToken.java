package io.latchkey.test;

import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A token for a caller, see {@link TestTokens#with}. Immutable: each method that changes the token
 * returns another one.
 */
public final class TestToken {
  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final Duration HOUR_AGO = Duration.ofHours(-1);

  private final TestKey key;
  private final Map<String, Object> claims;
  private final Duration clockOffset;

  private TestToken(TestKey key, Map<String, Object> claims, Duration clockOffset) {
    this.key = key;
    this.claims = claims;
    this.clockOffset = clockOffset;
  }

  static TestToken of(TestKey key, String name) {
    return new TestToken(key, Map.of("sub", name), Duration.ZERO);
  }

  /** Sets the roles of the caller. No roles: the caller has no role, not even {@code service}. */
  public TestToken roles(String... roles) {
    return claim("roles", List.of(roles));
  }

  /**
   * Sets a claim.
   *
   * @param value a JSON value: a string, a number, a boolean, a list or a map
   * @throws IllegalArgumentException if the claim is {@code iat} or {@code exp}, which every token
   *     has; see {@link #expired}
   */
  public TestToken claim(String name, Object value) {
    if (name.equals("iat") || name.equals("exp")) {
      throw new IllegalArgumentException(name + " is set in every token; use expired()");
    }
    Map<String, Object> all = new LinkedHashMap<>(claims);
    all.put(name, value);
    return new TestToken(key, all, clockOffset);
  }

  /** A token that has expired 55 minutes ago: the filter rejects it with {@code expired}. */
  public TestToken expired() {
    return new TestToken(key, claims, HOUR_AGO);
  }

  /** The token, which is valid for 5 minutes. Each call signs. */
  public String token() {
    return key.sign(claims, LIFETIME, clockOffset);
  }

  /** The value of the header {@code Authorization}: {@code Bearer} and the {@link #token}. */
  public String header() {
    return "Bearer " + token();
  }

  /** Whether the token is valid now. Not, for example, if it is {@link #expired}. */
  public boolean isValid() {
    try {
      key.verify(token());
      return true;
    } catch (InvalidTokenException e) {
      return false;
    }
  }

  /**
   * The caller, as the filter gives it to the application.
   *
   * @throws IllegalStateException if the token is not valid, for example because it is expired
   */
  public VerifiedToken verified() {
    try {
      return key.verify(token());
    } catch (InvalidTokenException e) {
      throw new IllegalStateException(
          "the token is rejected with the reason " + e.reason().wireName(), e);
    }
  }

  /**
   * Shows this caller on a request, such as a servlet mock, for tests without the filter: {@code
   * getUserPrincipal()}, {@code getRemoteUser()}, {@code getAuthType()} and {@code
   * isUserInRole(…)}.
   *
   * @throws IllegalStateException if the token is not valid, for example because it is expired
   */
  public HttpServletRequest on(HttpServletRequest request) {
    return new CallerRequest(request, verified());
  }

  /** Shows the claims and no key. */
  @Override
  public String toString() {
    return "TestToken" + claims;
  }
}
