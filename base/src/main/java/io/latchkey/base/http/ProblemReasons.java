package io.latchkey.base.http;

/**
 * Values of the member {@code reason} of a {@link ProblemDocument} that several modules give, and
 * sentences of its member {@code detail}. The reasons for a token are in {@code
 * io.latchkey.tokens.Reason}, those for a certificate signing request in {@code
 * io.latchkey.ca.issuance.RejectionReason}. A reason that one class gives is in that class.
 */
public final class ProblemReasons {
  /** The request is not authenticated. */
  public static final String MISSING = "missing";

  /** The request has more than one set of credentials. */
  public static final String AMBIGUOUS_CREDENTIALS = "ambiguous_credentials";

  /** The address has too many failed authentications. */
  public static final String THROTTLED = "throttled";

  /** The caller has none of the required roles. */
  public static final String ROLE = "role";

  /** The component key of the caller does not allow this use. */
  public static final String USE = "use";

  /** The prefix in the token does not cover the resource. */
  public static final String PREFIX = "prefix";

  /** The resource does not support the method. */
  public static final String METHOD = "method";

  /** A parameter of the request has a bad value. */
  public static final String PARAMETER = "parameter";

  /** The object of the request does not exist. */
  public static final String NOT_FOUND = "not_found";

  /** The certificate is revoked for good. */
  public static final String ALREADY_REVOKED = "already_revoked";

  /** The certificate cannot be released, because it is not on hold. */
  public static final String NOT_ON_HOLD = "not_on_hold";

  /** The configuration of the server does not allow a decision. */
  public static final String CONFIGURATION = "configuration";

  /** The store of the CA does not answer. */
  public static final String UNAVAILABLE = "unavailable";

  /** The sentence for a token that is limited to another purpose. */
  public static final String PURPOSE_DETAIL = "The token is limited to another purpose.";

  /** The sentence for {@link #USE}, if a token was signed with the component key. */
  public static final String USE_DETAIL =
      "The component key that signed the token does not allow this use.";

  /** The sentence for {@link #ALREADY_REVOKED}. */
  public static final String ALREADY_REVOKED_DETAIL =
      "The certificate is revoked for good already.";

  /** The sentence for {@link #NOT_ON_HOLD}. */
  public static final String NOT_ON_HOLD_DETAIL =
      "Only a certificate with the reason certificateHold can be released.";

  /** The sentence for {@link #THROTTLED}, if failures of any kind count. */
  public static final String THROTTLED_DETAIL =
      "Too many failed requests from this address; try again later.";

  /** The sentence for {@link #UNAVAILABLE}. */
  public static final String UNAVAILABLE_DETAIL =
      "The store of the certificate authority does not answer.";

  private ProblemReasons() {}
}
