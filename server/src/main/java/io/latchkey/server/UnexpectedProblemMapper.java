package io.latchkey.server;

import io.latchkey.base.http.ProblemDocument;
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

  private static ProblemDocument problem(int status, String title) {
    // The reasons that the filter gives in the same cases.
    return switch (status) {
      case 401 -> new ProblemDocument(status, title, detail(status), "missing");
      case 403 -> new ProblemDocument(status, title, detail(status), "role");
      default -> new ProblemDocument(status, title, detail(status));
    };
  }

  private static String detail(int status) {
    return switch (status) {
      case 401 -> "The request has no token.";
      case 403 -> "The caller has no role that gives access to this resource.";
      case 404 -> "There is no resource at this path.";
      case 405 -> "This path does not support this method.";
      case 406 -> "There is no representation that the request accepts.";
      default ->
          status < 500
              ? "The request is not valid."
              : "The server failed; its log contains the reason.";
    };
  }
}
