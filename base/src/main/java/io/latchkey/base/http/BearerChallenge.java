package io.latchkey.base.http;

/** Values of {@code WWW-Authenticate} for bearer tokens (RFC 6750 section 3). */
public final class BearerChallenge {
  /** The name of the header. */
  public static final String HEADER = "WWW-Authenticate";

  /** The protection space that every challenge names. */
  public static final String REALM = "latchkey";

  /** The request has no token. */
  public static final String MISSING = "Bearer realm=\"" + REALM + "\"";

  /** The request is malformed. */
  public static final String INVALID_REQUEST = MISSING + ", error=\"invalid_request\"";

  /** The token was rejected. */
  public static final String INVALID_TOKEN = MISSING + ", error=\"invalid_token\"";

  /** The token does not permit this request. */
  public static final String INSUFFICIENT_SCOPE = MISSING + ", error=\"insufficient_scope\"";

  private BearerChallenge() {}
}
