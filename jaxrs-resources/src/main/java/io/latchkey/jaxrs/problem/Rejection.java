package io.latchkey.jaxrs.problem;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.tokens.Reason;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a resource rejected a request before the CA checked it, with the status and the member {@code
 * reason} of the response.
 */
public enum Rejection {
  /** The caller is not authenticated. */
  MISSING(401, ProblemReasons.MISSING),
  /** The caller lacks the role. */
  ROLE(403, ProblemReasons.ROLE),
  /** The component key of the caller does not allow this use. */
  USE(403, ProblemReasons.USE),
  /** The token is limited to another purpose. */
  PURPOSE(401, Reason.PURPOSE.wireName()),
  /** A claim of the token has the wrong type. */
  MALFORMED_TOKEN(401, Reason.MALFORMED.wireName()),
  /** The token is bound to another certificate signing request. */
  CSR_BINDING(401, "csr_binding"),
  /** The address has too many failed authentications. */
  THROTTLED(429, ProblemReasons.THROTTLED),
  /** The body has another type than the resource reads. */
  CONTENT_TYPE(415, "content_type"),
  /** The body is over its limit. */
  CSR_TOO_LARGE(413, "csr_too_large"),
  /** The body of another request is over its limit. */
  TOO_LARGE(413, "too_large"),
  /** The body takes too long to arrive. */
  SLOW_BODY(408, "slow_body"),
  /** The body is cut off, or its framing is malformed. */
  BODY(400, "body"),
  /** Too many bodies of this caller are incomplete, or it has made too many changes. */
  RATE(429, RejectionReason.RATE.wireName()),
  /** Too many bodies of all callers are incomplete, or too many pages are being read. */
  BUSY(503, Reason.BUSY.wireName()),
  /** {@code days_valid} is no number of days. */
  DAYS_VALID(422, RejectionReason.VALIDITY.wireName()),
  /** Another parameter of the query has a bad value. */
  PARAMETER(400, ProblemReasons.PARAMETER),
  /** The component in the query is not the path of a component key. */
  COMPONENT(400, Reason.MALFORMED.wireName()),
  /** The resource has no representation that the request accepts. */
  NOT_ACCEPTABLE(406, "not_acceptable"),
  /** There is no such certificate. */
  NOT_FOUND(404, ProblemReasons.NOT_FOUND),
  /** The certificate is revoked for good. */
  ALREADY_REVOKED(409, ProblemReasons.ALREADY_REVOKED),
  /** The certificate cannot be released, because it is not on hold. */
  NOT_ON_HOLD(409, ProblemReasons.NOT_ON_HOLD),
  /** The configuration of the server does not allow a decision. */
  CONFIGURATION(500, ProblemReasons.CONFIGURATION),
  /** The store does not answer. */
  UNAVAILABLE(503, ProblemReasons.UNAVAILABLE),
  /** Another server is the CA. */
  NOT_THE_CA(501, "not_the_ca"),
  /** Another server is the CA, and the request is to rotate it. */
  ROTATION_ELSEWHERE(409, "not_the_ca"),
  /** The CA cannot be rotated now. */
  ROTATION_NOT_POSSIBLE(409, "rotation_not_possible");

  /** EST rejects a request for these before it becomes a request to sign. */
  private static final Set<Rejection> BEFORE_SIGNING = Set.of(PURPOSE, THROTTLED, CONTENT_TYPE);

  private final int status;
  private final String reason;

  Rejection(int status, String reason) {
    this.status = status;
    this.reason = reason;
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** The member {@code reason} of the problem document. */
  String reason() {
    return reason;
  }

  /** Returns the reasons with which requests to sign are rejected: these, and those of the CA. */
  public static Set<String> signingReasons() {
    return Stream.concat(
            Stream.of(values())
                .filter(rejection -> !BEFORE_SIGNING.contains(rejection))
                .map(Rejection::reason),
            Stream.of(RejectionReason.values()).map(RejectionReason::wireName))
        .collect(Collectors.toUnmodifiableSet());
  }
}
