package io.latchkey.server;

import io.latchkey.tokens.log.LogLimit;
import jakarta.json.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what nothing else has an answer for, an unknown path as well as a failure, with a problem
 * document (RFC 9457) in fixed sentences: an exception's text is for the log. That has a line for
 * each kind of failure, as many as {@link LogLimit} lets through: strangers may have found out how
 * to cause it.
 */
@Provider
public class UnexpectedProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(UnexpectedProblemMapper.class);

  private final LogLimit limit;

  /** Made by the container. */
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

  /** Whoever meets a failure: it is the server's own, and so the address says nothing. */
  private void log(Throwable problem) {
    OptionalLong left = limit.next(kind(problem), Optional.empty());
    if (left.isPresent()) {
      LOG.error("A request failed left-out={}", left.getAsLong(), problem);
    }
  }

  /** What failed where, of which a program has not many. */
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
    String title = status.getReasonPhrase();
    String body =
        Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", title)
                .add("status", status.getStatusCode())
                .add("detail", detail(status.getStatusCode()))
                .add("reason", title.toLowerCase(Locale.ROOT).replace(' ', '_'))
                .build()
            + "\n";
    return Response.fromResponse(plain)
        .entity(body)
        .type("application/problem+json")
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static String detail(int status) {
    return switch (status) {
      case 404 -> "There is nothing at this path.";
      case 405 -> "This path does not take this method.";
      case 406 -> "There is no representation that the request accepts.";
      default ->
          status < 500
              ? "The server cannot answer this request as it was sent."
              : "The server failed to answer; its log says why.";
    };
  }
}
