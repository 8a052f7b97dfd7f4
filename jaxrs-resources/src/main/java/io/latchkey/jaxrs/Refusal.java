package io.latchkey.jaxrs;

/**
 * Why a request to the CA's resources was refused before the CA judged it. What it means in HTTP,
 * {@link ProblemMapper} knows.
 */
enum Refusal {
  /** Nobody has authenticated the caller. */
  MISSING,
  /** The caller lacks the role. */
  ROLE,
  /** A claim of the token has the wrong type. */
  MALFORMED_TOKEN,
  /** The token was made for another certificate request. */
  CSR_BINDING,
  /** The body is over its limit. */
  CSR_TOO_LARGE,
  /** The body takes too long to arrive. */
  SLOW_BODY,
  /** The body is cut off, or its framing is malformed. */
  BODY,
  /** Too many bodies of this caller are incomplete. */
  RATE,
  /** Too many bodies of all callers are incomplete. */
  BUSY,
  /** {@code days_valid} is no number of days. */
  DAYS_VALID,
  /** Another parameter of the query has a bad value. */
  PARAMETER,
  /** The answer cannot be had in a form that the request accepts. */
  NOT_ACCEPTABLE,
  /** There is no such certificate. */
  NOT_FOUND,
  /** The server is set up so that nothing can be decided. */
  CONFIGURATION,
  /** The store does not answer. */
  UNAVAILABLE,
  /** Another server is the CA. */
  NOT_THE_CA
}
