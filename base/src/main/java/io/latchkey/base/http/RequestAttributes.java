package io.latchkey.base.http;

/**
 * Names of the attributes of a request by which modules that do not depend on each other exchange
 * values.
 *
 * @see ContextAttributes
 */
public final class RequestAttributes {
  /** The verified token of its caller. */
  public static final String CALLER = "io.latchkey.caller";

  /**
   * Of a request with a valid token: the {@link Credentials.Token} that was verified. Its text does
   * not show the token.
   */
  public static final String CREDENTIALS = "io.latchkey.credentials";

  /** The name of its caller, for access logs. */
  public static final String CALLER_NAME = "io.latchkey.caller.name";

  /** The address of the client that a trusted proxy has named. */
  public static final String ADDRESS = "io.latchkey.address";

  /**
   * Of a request with an open path that the filter or the authentication mechanism has seen: {@link
   * ContextAttributes#FAILED_TOKEN_RATE_LIMITER}. A protocol that authenticates its own messages
   * counts its failures there.
   */
  public static final String FAILED_TOKEN_RATE_LIMITER =
      ContextAttributes.FAILED_TOKEN_RATE_LIMITER;

  /** Of the same requests: {@link ContextAttributes#KEY_DERIVATION_LIMITER}. */
  public static final String KEY_DERIVATION_LIMITER = ContextAttributes.KEY_DERIVATION_LIMITER;

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

  private RequestAttributes() {}
}
