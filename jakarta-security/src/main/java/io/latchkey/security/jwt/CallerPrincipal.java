package io.latchkey.security.jwt;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The principal of a caller. If the application contains the API of MicroProfile JWT, the principal
 * is also an {@code org.eclipse.microprofile.jwt.JsonWebToken}.
 */
public final class CallerPrincipal {
  /** The API of MicroProfile JWT needs that of JSON-P. */
  private static final boolean API_PRESENT =
      isPresent("org.eclipse.microprofile.jwt.JsonWebToken") && isPresent("jakarta.json.JsonValue");

  private CallerPrincipal() {}

  /**
   * Returns the principal for a verified token, and stores it in the request under {@link
   * VerifiedToken#ATTRIBUTE}. The result is the token itself without the API.
   *
   * @param request the request that contains the token
   */
  public static VerifiedToken of(VerifiedToken caller, HttpServletRequest request) {
    return API_PRESENT ? JwtCaller.of(caller, request) : caller;
  }

  /** Whether the API of MicroProfile JWT is visible to this class. */
  static boolean hasApi() {
    return API_PRESENT;
  }

  private static boolean isPresent(String type) {
    try {
      Class.forName(type, false, CallerPrincipal.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
