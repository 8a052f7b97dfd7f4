package io.latchkey.jaxrs.problem;

/**
 * Why a resource rejected a request before the CA checked it. {@link ProblemMapper} maps each value
 * to an HTTP response.
 */
public enum Rejection {
  /** The caller is not authenticated. */
  MISSING,
  /** The caller lacks the role. */
  ROLE,
  /** The component key of the caller does not allow this use. */
  USE,
  /** A claim of the token has the wrong type. */
  MALFORMED_TOKEN,
  /** The token is bound to another certificate signing request. */
  CSR_BINDING,
  /** The body is over its limit. */
  CSR_TOO_LARGE,
  /** The body of another request is over its limit. */
  TOO_LARGE,
  /** The body takes too long to arrive. */
  SLOW_BODY,
  /** The body is cut off, or its framing is malformed. */
  BODY,
  /** Too many bodies of this caller are incomplete, or it has made too many changes. */
  RATE,
  /** Too many bodies of all callers are incomplete, or too many pages are being read. */
  BUSY,
  /** {@code days_valid} is no number of days. */
  DAYS_VALID,
  /** Another parameter of the query has a bad value. */
  PARAMETER,
  /** The component in the query is not the path of a component key. */
  COMPONENT,
  /** The resource has no representation that the request accepts. */
  NOT_ACCEPTABLE,
  /** There is no such certificate. */
  NOT_FOUND,
  /** The certificate is revoked for good. */
  ALREADY_REVOKED,
  /** The certificate cannot be released, because it is not on hold. */
  NOT_ON_HOLD,
  /** The configuration of the server does not allow a decision. */
  CONFIGURATION,
  /** The store does not answer. */
  UNAVAILABLE,
  /** Another server is the CA. */
  NOT_THE_CA,
  /** Another server is the CA, and the request is to rotate it. */
  ROTATION_ELSEWHERE,
  /** The CA cannot be rotated now. */
  ROTATION_NOT_POSSIBLE
}
