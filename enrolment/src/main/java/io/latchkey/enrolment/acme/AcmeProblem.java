package io.latchkey.enrolment.acme;

import io.latchkey.base.http.ProblemDocument;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.http.RetryAfter;
import io.latchkey.base.text.Printable;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.tokens.json.JsonText;
import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request is rejected. Each method {@code with…} returns a changed copy. There is no stack trace,
 * because untrusted input causes this exception.
 */
final class AcmeProblem extends Exception {
  @Serial private static final long serialVersionUID = 1;
  private static final int MAX_SHOWN = 300;

  private final AcmeError error;
  private final int status;
  private final String reason;
  private final boolean failedAuthentication;
  private final transient Map<String, Object> members;
  private final transient Map<String, String> headers;

  private AcmeProblem(
      AcmeError error,
      int status,
      String reason,
      String detail,
      boolean failedAuthentication,
      Map<String, Object> members,
      Map<String, String> headers) {
    super(detail, null, false, false);
    this.error = error;
    this.status = status;
    this.reason = reason;
    this.failedAuthentication = failedAuthentication;
    this.members = members;
    this.headers = headers;
  }

  /** Rejects a request. */
  AcmeProblem(AcmeError error, String detail) {
    this(error, error.status(), error.reason(), detail, false, Map.of(), Map.of());
  }

  /** Rejects a malformed request. */
  static AcmeProblem malformed(String detail) {
    return new AcmeProblem(AcmeError.MALFORMED, detail);
  }

  /** Rejects a request for something that does not exist, or belongs to another account. */
  static AcmeProblem notFound(String detail) {
    return malformed(detail).withStatus(404).withReason(ProblemReasons.NOT_FOUND);
  }

  /** Rejects a sender that is not authenticated; this counts against its address. */
  static AcmeProblem notAuthenticated(String reason, String detail) {
    return new AcmeProblem(AcmeError.UNAUTHORIZED, detail).withReason(reason).countedAsFailure();
  }

  /** Rejects a sender that is authenticated but may not do this. */
  static AcmeProblem notAllowed(String reason, String detail) {
    return new AcmeProblem(AcmeError.UNAUTHORIZED, detail).withStatus(403).withReason(reason);
  }

  /** Rejects a request that the server cannot decide now. */
  static AcmeProblem unavailable(String reason, String detail) {
    return new AcmeProblem(AcmeError.SERVER_INTERNAL, detail)
        .withReason(reason)
        .withRetryAfter(RetryAfter.DEFAULT);
  }

  /** Rejects a caller by its component key. */
  static AcmeProblem of(CallerRejectedException rejected) {
    return switch (rejected.kind()) {
      case MALFORMED -> malformed(rejected.detail()).countedAsFailure();
      case NOT_AUTHENTICATED -> notAuthenticated(rejected.reason(), rejected.detail());
      case NOT_ALLOWED -> notAllowed(rejected.reason(), rejected.detail());
      case BUSY -> unavailable(rejected.reason(), rejected.detail());
    };
  }

  AcmeProblem withStatus(int other) {
    return new AcmeProblem(error, other, reason, detail(), failedAuthentication, members, headers);
  }

  AcmeProblem withReason(String other) {
    return new AcmeProblem(error, status, other, detail(), failedAuthentication, members, headers);
  }

  /** Counts the request as a failed authentication of its address. */
  AcmeProblem countedAsFailure() {
    return new AcmeProblem(error, status, reason, detail(), true, members, headers);
  }

  AcmeProblem with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new AcmeProblem(error, status, reason, detail(), failedAuthentication, more, headers);
  }

  AcmeProblem withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new AcmeProblem(error, status, reason, detail(), failedAuthentication, members, more);
  }

  AcmeProblem withRetryAfter(Duration wait) {
    return withHeader(RetryAfter.HEADER, Long.toString(RetryAfter.seconds(wait)));
  }

  /** Adds a problem for each of several identifiers (RFC 8555 section 6.7.1). */
  AcmeProblem withSubproblems(List<Map<String, Object>> subproblems) {
    return with("subproblems", subproblems);
  }

  /** Returns a subproblem. */
  static Map<String, Object> subproblem(AcmeError error, String detail, Map<String, String> name) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", error.type());
    members.put("detail", detail);
    Map<String, Object> shown = new LinkedHashMap<>();
    name.forEach((key, value) -> shown.put(key, Printable.line(value, MAX_SHOWN)));
    members.put("identifier", shown);
    return members;
  }

  boolean isFailedAuthentication() {
    return failedAuthentication;
  }

  String reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** Returns the response: a problem document (RFC 9457). */
  AcmeResponse answer() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", error.type());
    body.put("title", error.title());
    body.put("status", status);
    body.put("detail", detail());
    body.put("reason", reason);
    body.putAll(members);
    AcmeResponse response =
        AcmeResponse.of(status, ProblemDocument.MEDIA_TYPE, JsonText.of(body) + "\n");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      response = response.with(header.getKey(), header.getValue());
    }
    return response;
  }
}
