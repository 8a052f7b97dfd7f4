package io.latchkey.jaxrs.problem;

import io.latchkey.base.http.BearerChallenge;
import io.latchkey.base.http.ProblemDocument;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.http.RetryAfter;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.tokens.Reason;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Maps a rejected request to a response with a problem body (RFC 9457) and a challenge (RFC 6750
 * section 3). This class defines the status of each {@link Rejection} and {@link RejectionReason};
 * a rejection by the filter brings its own.
 */
@Provider
@Singleton
public final class ProblemMapper implements ExceptionMapper<RequestRejectedException> {
  private static final String NOT_THE_CA = "not_the_ca";

  /** The token is limited to another use. */
  public static final Problem PURPOSE = new Problem(401, Reason.PURPOSE.wireName());

  /** The body has another type than the resource reads. */
  public static final Problem CONTENT_TYPE = new Problem(415, "content_type");

  /** The address has too many failed authentications. */
  static final Problem THROTTLED = new Problem(429, ProblemReasons.THROTTLED);

  /** For the container. */
  public ProblemMapper() {}

  @Override
  public Response toResponse(RequestRejectedException rejected) {
    Problem problem = problem(rejected);
    Response.ResponseBuilder response =
        Response.status(problem.status())
            .type(ProblemDocument.MEDIA_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store")
            .entity(body(rejected, problem));
    BearerChallenge.of(problem.status(), problem.reason())
        .ifPresent(challenge -> response.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
    rejected
        .retryAfter()
        .ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, RetryAfter.seconds(wait)));
    return response.build();
  }

  /**
   * The status and the member {@code reason} of a response.
   *
   * @param status the HTTP status
   */
  public record Problem(int status, String reason) {
    boolean isBusy() {
      return status == 503;
    }
  }

  private static Problem problem(RequestRejectedException rejected) {
    return rejected.map(ProblemMapper::problem, ProblemMapper::problem);
  }

  /** Returns the {@code reason} member of the response. */
  public static String reason(RequestRejectedException rejected) {
    return problem(rejected).reason();
  }

  /** Whether the request has no credentials. */
  public static boolean isMissing(RequestRejectedException rejected) {
    return reason(rejected).equals(ProblemReasons.MISSING);
  }

  /** The response to a caller that an enrolment protocol rejects. */
  public static Problem problem(CallerRejectedException rejected) {
    int status =
        switch (rejected.kind()) {
          case MALFORMED, NOT_AUTHENTICATED -> 401;
          case NOT_ALLOWED -> 403;
          case BUSY -> 503;
        };
    return new Problem(status, rejected.reason());
  }

  /**
   * Returns the reasons of all {@link Rejection}s and {@link RejectionReason}s. {@link #reason} can
   * also return others: those of the filter and of enrolment protocols.
   */
  public static Set<String> signingReasons() {
    return Stream.concat(
            Stream.of(Rejection.values()).map(ProblemMapper::problem),
            Stream.of(RejectionReason.values()).map(ProblemMapper::problem))
        .map(Problem::reason)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Problem problem(Rejection rejection) {
    return switch (rejection) {
      case MISSING -> new Problem(401, ProblemReasons.MISSING);
      case MALFORMED_TOKEN -> new Problem(401, Reason.MALFORMED.wireName());
      case CSR_BINDING -> new Problem(401, "csr_binding");
      case ROLE -> new Problem(403, ProblemReasons.ROLE);
      case USE -> new Problem(403, ProblemReasons.USE);
      case CSR_TOO_LARGE -> new Problem(413, "csr_too_large");
      case TOO_LARGE -> new Problem(413, "too_large");
      case SLOW_BODY -> new Problem(408, "slow_body");
      case BODY -> new Problem(400, "body");
      case RATE -> new Problem(429, RejectionReason.RATE.wireName());
      case BUSY -> new Problem(503, Reason.BUSY.wireName());
      case DAYS_VALID -> new Problem(422, RejectionReason.VALIDITY.wireName());
      case PARAMETER -> new Problem(400, ProblemReasons.PARAMETER);
      case COMPONENT -> new Problem(400, Reason.MALFORMED.wireName());
      case NOT_ACCEPTABLE -> new Problem(406, "not_acceptable");
      case NOT_FOUND -> new Problem(404, ProblemReasons.NOT_FOUND);
      case ALREADY_REVOKED -> new Problem(409, ProblemReasons.ALREADY_REVOKED);
      case NOT_ON_HOLD -> new Problem(409, ProblemReasons.NOT_ON_HOLD);
      case CONFIGURATION -> new Problem(500, ProblemReasons.CONFIGURATION);
      case UNAVAILABLE -> new Problem(503, ProblemReasons.UNAVAILABLE);
      case NOT_THE_CA -> new Problem(501, NOT_THE_CA);
      case ROTATION_ELSEWHERE -> new Problem(409, NOT_THE_CA);
      case ROTATION_NOT_POSSIBLE -> new Problem(409, "rotation_not_possible");
    };
  }

  private static Problem problem(RejectionReason reason) {
    int status =
        switch (reason) {
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
    return new Problem(status, reason.wireName());
  }

  private static String body(RequestRejectedException rejected, Problem problem) {
    return new ProblemDocument(
            problem.status(),
            ProblemDocument.title(problem.status()),
            rejected.detail(),
            problem.reason(),
            rejected.members())
        .toJson();
  }
}
