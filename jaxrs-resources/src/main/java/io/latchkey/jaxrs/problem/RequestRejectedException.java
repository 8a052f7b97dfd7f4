package io.latchkey.jaxrs.problem;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.http.RetryAfter;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.tokens.OpenRequestCaller;
import java.io.Serial;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request to the CA's resources was rejected, by the CA itself or before it. The message is a
 * sentence that is fit for its sender.
 */
public final class RequestRejectedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final transient Optional<RejectionReason> byAuthority;
  private final transient Optional<Rejection> before;
  private final transient Optional<ProblemMapper.Problem> other;
  private final transient Map<String, String> members;
  private final transient Optional<Duration> retryAfter;

  private RequestRejectedException(
      String detail,
      Optional<RejectionReason> byAuthority,
      Optional<Rejection> before,
      Optional<ProblemMapper.Problem> other,
      Map<String, String> members,
      Optional<Duration> retryAfter) {
    super(detail, null, false, false);
    this.retryAfter = retryAfter;
    this.byAuthority = byAuthority;
    this.before = before;
    this.other = other;
    this.members = Map.copyOf(members);
  }

  /**
   * Rejects a request before the CA has checked it.
   *
   * @param detail a sentence that the client may read
   */
  public RequestRejectedException(Rejection rejection, String detail) {
    this(
        detail,
        Optional.empty(),
        Optional.of(rejection),
        Optional.empty(),
        Map.of(),
        retryAfter(rejection));
  }

  /**
   * Rejects a request with a given response.
   *
   * @param detail a sentence that the client may read
   */
  public RequestRejectedException(ProblemMapper.Problem problem, String detail) {
    this(detail, problem, problem.isBusy() ? Optional.of(RetryAfter.DEFAULT) : Optional.empty());
  }

  private RequestRejectedException(
      String detail, ProblemMapper.Problem problem, Optional<Duration> retryAfter) {
    this(detail, Optional.empty(), Optional.empty(), Optional.of(problem), Map.of(), retryAfter);
  }

  /** Rejects a request that the CA has rejected, for the same reason. */
  public RequestRejectedException(IssuanceRejectedException rejected) {
    this(
        rejected.detail() + ".",
        Optional.of(rejected.reason()),
        Optional.empty(),
        Optional.empty(),
        rejected.name().map(name -> Map.of("name", name)).orElse(Map.of()),
        rejected.retryAfter());
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
    return new RequestRejectedException(
        ProblemReasons.THROTTLED_DETAIL, ProblemMapper.THROTTLED, Optional.of(wait));
  }

  /** Rejects a request whose token the filter has rejected. */
  public static RequestRejectedException byFilter(OpenRequestCaller.RejectedException rejected) {
    return new RequestRejectedException(
        rejected.detail(),
        new ProblemMapper.Problem(rejected.status(), rejected.reason()),
        rejected.retryAfter());
  }

  /** Rejects a caller that has reached a limit, and tells how long it has to wait. */
  public static RequestRejectedException rate(String detail, Duration wait) {
    return new RequestRejectedException(
        detail,
        Optional.empty(),
        Optional.of(Rejection.RATE),
        Optional.empty(),
        Map.of(),
        Optional.of(wait));
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
        detail.formatted(server),
        Optional.empty(),
        Optional.of(rejection),
        Optional.empty(),
        Map.of("url", server.toString()),
        Optional.empty());
  }

  private static Optional<Duration> retryAfter(Rejection rejection) {
    return switch (rejection) {
      case RATE, BUSY, UNAVAILABLE -> Optional.of(RetryAfter.DEFAULT);
      default -> Optional.empty();
    };
  }

  /** Returns what one of the two functions makes of the reason, or the problem that it is. */
  ProblemMapper.Problem map(
      Function<RejectionReason, ProblemMapper.Problem> ofAuthority,
      Function<Rejection, ProblemMapper.Problem> ofOthers) {
    return byAuthority
        .map(ofAuthority)
        .or(() -> before.map(ofOthers))
        .or(() -> other)
        .orElseThrow();
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
