package io.latchkey.jaxrs.problem;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.http.RetryAfter;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.tokens.OpenRequestCaller;
import java.io.Serial;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the CA's resources was rejected, by the CA itself or before it. The message is a
 * sentence that is fit for its sender. This class defines the status of each {@link
 * RejectionReason} and of each {@link CallerRejectedException.Kind}; a {@link Rejection} and a
 * rejection by the filter bring their own.
 */
public final class RequestRejectedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final String reason;
  private final transient Map<String, String> members;
  private final transient Optional<Duration> retryAfter;

  private RequestRejectedException(
      int status,
      String reason,
      String detail,
      Map<String, String> members,
      Optional<Duration> retryAfter) {
    super(detail, null, false, false);
    this.status = status;
    this.reason = reason;
    this.members = Map.copyOf(members);
    this.retryAfter = retryAfter;
  }

  private RequestRejectedException(int status, String reason, String detail) {
    this(status, reason, detail, Map.of(), retryAfter(status));
  }

  private RequestRejectedException(Rejection rejection, String detail, Duration wait) {
    this(rejection.status(), rejection.reason(), detail, Map.of(), Optional.of(wait));
  }

  /**
   * Rejects a request before the CA has checked it.
   *
   * @param detail a sentence that the client may read
   */
  public RequestRejectedException(Rejection rejection, String detail) {
    this(rejection.status(), rejection.reason(), detail);
  }

  /** Rejects a request that the CA has rejected, for the same reason. */
  public RequestRejectedException(IssuanceRejectedException rejected) {
    this(
        status(rejected.reason()),
        rejected.reason().wireName(),
        rejected.detail() + ".",
        rejected.name().map(name -> Map.of("name", name)).orElse(Map.of()),
        rejected.retryAfter());
  }

  /** Rejects a request whose caller an enrolment protocol has rejected, for the same reason. */
  public RequestRejectedException(CallerRejectedException rejected) {
    this(status(rejected.kind()), rejected.reason(), rejected.detail());
  }

  /** Rejects a request whose token the filter has rejected, for the same reason. */
  public RequestRejectedException(OpenRequestCaller.RejectedException rejected) {
    this(rejected.status(), rejected.reason(), rejected.detail(), Map.of(), rejected.retryAfter());
  }

  /** Rejects a request whose parameter {@code component} names no component key. */
  public static RequestRejectedException notAComponent() {
    return new RequestRejectedException(
        Rejection.COMPONENT, "The parameter component is not the path of a component key.");
  }

  /** Rejects a request because the store fails. */
  public static RequestRejectedException unavailable() {
    return new RequestRejectedException(Rejection.UNAVAILABLE, ProblemReasons.UNAVAILABLE_DETAIL);
  }

  /** Rejects a request because of the failed authentications of its address. */
  public static RequestRejectedException throttled(Duration wait) {
    return new RequestRejectedException(Rejection.THROTTLED, ProblemReasons.THROTTLED_DETAIL, wait);
  }

  /** Rejects a caller that has reached a limit, and tells how long it has to wait. */
  public static RequestRejectedException rate(String detail, Duration wait) {
    return new RequestRejectedException(Rejection.RATE, detail, wait);
  }

  /** Rejects a request because another server is the CA; the response names its URL. */
  public static RequestRejectedException notTheCa(URI server) {
    return elsewhere(
        Rejection.NOT_THE_CA, "Certificates are signed by another server; ask %s.", server);
  }

  /** Rejects a rotation because another server is the CA; the response names its URL. */
  public static RequestRejectedException rotationElsewhere(URI server) {
    return elsewhere(
        Rejection.ROTATION_ELSEWHERE, "The CA is on another server; rotate it at %s.", server);
  }

  private static RequestRejectedException elsewhere(
      Rejection rejection, String detail, URI server) {
    return new RequestRejectedException(
        rejection.status(),
        rejection.reason(),
        detail.formatted(server),
        Map.of("url", server.toString()),
        Optional.empty());
  }

  private static int status(RejectionReason reason) {
    return switch (reason) {
      case CSR_MALFORMED, CSR_SIGNATURE -> 400;
      case REPLAYED -> 401;
      case NAME_NOT_ALLOWED, VETOED -> 403;
      case RATE -> 429;
      case KEY_TOO_WEAK,
          WEAK_SIGNATURE,
          EXTENSION_NOT_ALLOWED,
          NAME_INVALID,
          TOO_MANY_NAMES,
          NOTHING_TO_CERTIFY,
          NAMES_DIFFER,
          VALIDITY ->
          422;
    };
  }

  private static int status(CallerRejectedException.Kind kind) {
    return switch (kind) {
      case MALFORMED, NOT_AUTHENTICATED -> 401;
      case NOT_ALLOWED -> 403;
      case BUSY -> 503;
    };
  }

  /**
   * Waiting helps a client whose request was one too many, or that the server cannot answer now.
   */
  private static Optional<Duration> retryAfter(int status) {
    return status == 429 || status == 503 ? Optional.of(RetryAfter.DEFAULT) : Optional.empty();
  }

  int status() {
    return status;
  }

  /** The member {@code reason} of the response. */
  public String reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** What the problem body says besides: the {@code name} that was rejected, or a {@code url}. */
  public Map<String, String> members() {
    return members;
  }

  /** How long to wait before the same request may succeed, if waiting helps. */
  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /** The name that was rejected, if that is why. */
  public Optional<String> name() {
    return Optional.ofNullable(members.get("name"));
  }
}
