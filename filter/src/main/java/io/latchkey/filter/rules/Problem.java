package io.latchkey.filter.rules;

import io.latchkey.base.http.BearerChallenge;
import io.latchkey.base.http.Credentials.Defect;
import io.latchkey.base.http.ProblemDocument;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.http.RetryAfter;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.OpenRequestCaller;
import io.latchkey.tokens.Reason;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The response to a rejected request: a problem document (RFC 9457), with the challenge of RFC 6750
 * section 3 where one applies. It contains only fixed sentences and no part of the request.
 * Immutable.
 *
 * @param status the HTTP status
 * @param detail one sentence for the sender of the request
 * @param reason one word for programs, such as {@code expired}
 * @param headers additional response headers
 * @param retryAfter how long the client has to wait, if waiting helps
 */
public record Problem(
    int status,
    String detail,
    String reason,
    Map<String, String> headers,
    Optional<Duration> retryAfter) {
  public static final Problem MISSING =
      new Problem(
          401,
          "This needs a token: send it in the header Authorization: Bearer <token>.",
          ProblemReasons.MISSING);

  static final Problem MALFORMED =
      new Problem(
          401,
          "The Authorization header is not Bearer, one space and a token.",
          Reason.MALFORMED.wireName());

  public static final Problem AMBIGUOUS_CREDENTIALS =
      new Problem(
          400,
          "The request has more than one set of credentials; send one Authorization header.",
          ProblemReasons.AMBIGUOUS_CREDENTIALS);

  public static final Problem AMBIGUOUS_PATH =
      new Problem(
          400,
          "The path can be read in more than one way; send it plain and normalised.",
          "ambiguous_path");

  public static final Problem PURPOSE =
      new Problem(401, ProblemReasons.PURPOSE_DETAIL, Reason.PURPOSE.wireName());

  public static final Problem PREFIX =
      new Problem(
          403, "The prefix in the token does not cover this resource.", ProblemReasons.PREFIX);

  public static final Problem USE = new Problem(403, ProblemReasons.USE_DETAIL, ProblemReasons.USE);

  // RFC 9110 section 15.5.6 requires Allow; these methods may be accepted.
  public static final Problem METHOD =
      new Problem(
          405,
          "TRACE is not allowed here.",
          ProblemReasons.METHOD,
          Map.of("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
          Optional.empty());

  public static final Problem MISCONFIGURED =
      new Problem(
          500,
          "The server cannot tell how to check tokens; its log says why.",
          ProblemReasons.CONFIGURATION);

  /** Copies the headers. */
  public Problem {
    headers = Map.copyOf(headers);
  }

  private Problem(int status, String detail, String reason) {
    this(status, detail, reason, Optional.empty());
  }

  private Problem(int status, String detail, String reason, Optional<Duration> retryAfter) {
    this(
        status,
        detail,
        reason,
        BearerChallenge.of(status, reason)
            .map(challenge -> Map.of(BearerChallenge.HEADER, challenge))
            .orElse(Map.of()),
        retryAfter);
  }

  /** Returns the response to a request without a token that can be verified. */
  public static Problem of(Defect defect) {
    return switch (defect) {
      case MISSING -> MISSING;
      case AMBIGUOUS -> AMBIGUOUS_CREDENTIALS;
      case MALFORMED -> MALFORMED;
    };
  }

  public static Problem of(InvalidTokenException rejection) {
    return new Problem(
        rejection.reason() == Reason.BUSY ? 503 : 401,
        rejection.detail(),
        rejection.reason().wireName(),
        rejection.retryAfter());
  }

  /**
   * The caller has none of the roles that the path requires.
   *
   * @param roles the roles, which the challenge names as far as RFC 6750 section 3 permits; empty
   *     if no role gives access
   */
  public static Problem role(List<String> roles) {
    return new Problem(
        403,
        roles.isEmpty()
            ? "No role gives access to this path: no rule of the server applies to it."
            : "The caller has no role that gives access to this path.",
        ProblemReasons.ROLE,
        Map.of(BearerChallenge.HEADER, BearerChallenge.insufficientScope(roles)),
        Optional.empty());
  }

  public static Problem throttled(Duration wait) {
    return new Problem(
        429,
        "Too many tokens from this address were rejected; wait before the next.",
        ProblemReasons.THROTTLED,
        Optional.of(wait));
  }

  /** Returns this problem for the resource of an open path that has asked for the caller. */
  public OpenRequestCaller.RejectedException asException() {
    return new OpenRequestCaller.RejectedException(status, reason, detail, retryAfter.orElse(null));
  }

  /**
   * Writes this problem as the response, without the error pages of the server. Does nothing if the
   * response is already committed. The response to {@code HEAD} has no body.
   */
  public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    headers.forEach(response::setHeader);
    retryAfter.ifPresent(
        wait -> response.setHeader(RetryAfter.HEADER, Long.toString(RetryAfter.seconds(wait))));
    byte[] body =
        new ProblemDocument(status, ProblemDocument.title(status), detail, reason)
            .toJson()
            .getBytes(StandardCharsets.US_ASCII);
    response.setContentType(ProblemDocument.MEDIA_TYPE);
    response.setContentLength(body.length);
    if (!"HEAD".equals(request.getMethod())) {
      write(response, body);
    }
  }

  private static void write(HttpServletResponse response, byte[] body) throws IOException {
    ServletOutputStream out = outputStream(response);
    if (out != null) {
      out.write(body);
      return;
    }
    PrintWriter writer = response.getWriter();
    if (writer != null) {
      writer.write(new String(body, StandardCharsets.US_ASCII));
    }
  }

  /**
   * Returns the output stream; null if the application already uses the writer, or for a servlet
   * mock.
   */
  private static @Nullable ServletOutputStream outputStream(HttpServletResponse response)
      throws IOException {
    try {
      return response.getOutputStream();
    } catch (IllegalStateException e) {
      return null;
    }
  }
}
