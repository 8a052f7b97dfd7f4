package io.latchkey.base.http;

/** Names of the attributes by which modules that do not depend on each other exchange values. */
public final class RequestAttributes {
  /** Of a request: the verified token of its caller. */
  public static final String CALLER = "io.latchkey.caller";

  /**
   * Of a request with a valid token: the {@link Credentials.Token} that was verified. Its text does
   * not show the token.
   */
  public static final String CREDENTIALS = "io.latchkey.credentials";

  /** Of a request: the name of its caller, for access logs. */
  public static final String CALLER_NAME = "io.latchkey.caller.name";

  /** Of a request: the address of the client that a trusted proxy has named. */
  public static final String ADDRESS = "io.latchkey.address";

  /**
   * Of a request with an open path that the filter or the authentication mechanism has seen, and of
   * the servlet context: the {@code io.latchkey.tokens.FailedTokenRateLimiter} of the application.
   * A protocol that authenticates its own messages counts its failures there.
   */
  public static final String FAILED_TOKEN_RATE_LIMITER = "io.latchkey.failed-token-rate-limiter";

  /**
   * Of the same requests and of the servlet context: the {@code
   * io.latchkey.tokens.KeyDerivationLimiter} of the application, which limits all key derivations
   * together.
   */
  public static final String KEY_DERIVATION_LIMITER = "io.latchkey.key-derivation-limiter";

  /**
   * Of a request with an open path that the filter or the authentication mechanism has seen: the
   * {@code io.latchkey.tokens.OpenRequestCaller}, with which a protocol that authenticates its own
   * messages verifies a bearer token.
   */
  public static final String OPEN_REQUEST_CALLER = "io.latchkey.open-request-caller";

  /**
   * Of the same requests: the {@code jakarta.servlet.http.HttpServletRequest} of the container,
   * without the wrappers of filters, which may hide the headers and the address of a proxy.
   */
  public static final String OPEN_REQUEST = "io.latchkey.open-request";

  /** Of a servlet context: {@code required} or {@code disabled}. */
  public static final String AUTH = "io.latchkey.auth";

  /**
   * Of a servlet context with {@code latchkey.trusted-ca}: a {@code java.util.function.Supplier} of
   * what is known about the revocation lists: {@code unused}, {@code valid}, {@code partial},
   * {@code missing} or {@code expired}. With the last two, no certificate is accepted.
   */
  public static final String REVOCATION_LISTS = "io.latchkey.revocation-lists";

  /**
   * Of a servlet context, with any value: the application contains the resources of the CA, {@code
   * /ca/…}.
   */
  public static final String AUTHORITY_RESOURCES = "io.latchkey.resources.ca";

  /**
   * Of a servlet context, with any value: the application contains the resources of the server,
   * such as {@code /metrics}.
   */
  public static final String SERVER_RESOURCES = "io.latchkey.resources.server";

  private RequestAttributes() {}
}
