package io.latchkey.server;

import io.latchkey.base.http.ProblemDocument;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.rate.LogLimit;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers every other exception, such as an unknown path or an internal failure, with a problem
 * document (RFC 9457). The document has fixed sentences; the text of the exception is written to
 * the log only. {@link LogLimit} limits the log lines for each kind of failure, because callers may
 * be able to cause it.
 */
@Provider
public class UnexpectedProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(UnexpectedProblemMapper.class);

  private final LogLimit limit;

  /** For the container. */
  public UnexpectedProblemMapper() {
    this(new LogLimit(System::nanoTime));
  }

  UnexpectedProblemMapper(LogLimit limit) {
    this.limit = limit;
  }

  @Override
  public Response toResponse(Throwable problem) {
    if (problem instanceof WebApplicationException expected
        && expected.getResponse().getStatus() < 500) {
      return answer(expected.getResponse());
    }
    log(problem);
    return answer(Response.serverError().build());
  }

  /** One limit for all callers: the cause of a failure is the server, not the address. */
  private void log(Throwable problem) {
    OptionalLong left = limit.next(kind(problem), Optional.empty());
    if (left.isPresent()) {
      LOG.error("A request failed left-out={}", left.getAsLong(), problem);
    }
  }

  /** The type and place of a failure. A program has a limited number of them. */
  private static String kind(Throwable problem) {
    StackTraceElement[] trace = problem.getStackTrace();
    return problem.getClass().getName() + (trace.length == 0 ? "" : " " + trace[0]);
  }

  /** Keeps the headers, such as {@code Allow} and {@code WWW-Authenticate}. */
  private static Response answer(Response plain) {
    Response.StatusType status = plain.getStatusInfo();
    if (status.getFamily() != Response.Status.Family.CLIENT_ERROR && status.getStatusCode() < 500) {
      return plain;
    }
    String body = problem(status.getStatusCode(), status.getReasonPhrase()).toJson();
    return Response.fromResponse(plain)
        .entity(body)
        .type(ProblemDocument.MEDIA_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** The title is that of the exception: an application can answer with any status. */
  private static ProblemDocument problem(int status, String title) {
    return switch (status) {
      // The reasons that the filter gives in the same cases.
      case 401 ->
          new ProblemDocument(status, title, "The request has no token.", ProblemReasons.MISSING);
      case 403 ->
          new ProblemDocument(
              status,
              title,
              "The caller has no role that gives access to this resource.",
              ProblemReasons.ROLE);
      case 404 -> new ProblemDocument(status, title, "There is no resource at this path.");
      case 405 -> new ProblemDocument(status, title, "This path does not support this method.");
      case 406 ->
          new ProblemDocument(
              status, title, "There is no representation that the request accepts.");
      default -> new ProblemDocument(status, title);
    };
  }
}
