package io.latchkey.filter.rules;

import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.Reason;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that is not admitted: a problem document (RFC 9457) with the challenge of
 * RFC 6750 section 3 where one is due. Holds fixed sentences only, never anything that the request
 * brought along. Immutable.
 *
 * @param status the HTTP status
 * @param title the status in words, as the document's type {@code about:blank} asks for
 * @param detail one sentence for whoever sent the request
 * @param reason one word for programs, such as {@code expired}
 * @param headers what to send besides the document
 */
public record Problem(
    int status, String title, String detail, String reason, Map<String, String> headers) {
  /** The media type of the body. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** The protection space that every challenge names. */
  public static final String REALM = "latchkey";

  private static final String CHALLENGE = "WWW-Authenticate";
  private static final String BEARER = "Bearer realm=\"" + REALM + "\"";
  private static final String INVALID_TOKEN = BEARER + ", error=\"invalid_token\"";
  private static final String INVALID_REQUEST = BEARER + ", error=\"invalid_request\"";
  private static final String RETRY_AFTER = "Retry-After";

  public static final Problem MISSING =
      new Problem(
          401,
          "Unauthorized",
          "This needs a token: send it in the header Authorization: Bearer <token>.",
          "missing",
          Map.of(CHALLENGE, BEARER));

  static final Problem MALFORMED =
      new Problem(
          401,
          "Unauthorized",
          "The Authorization header is not Bearer, one space and a token.",
          Reason.MALFORMED.wireName(),
          Map.of(CHALLENGE, INVALID_TOKEN));

  public static final Problem AMBIGUOUS_CREDENTIALS =
      new Problem(
          400,
          "Bad Request",
          "The request has more than one set of credentials; send one Authorization header.",
          "ambiguous_credentials",
          Map.of(CHALLENGE, INVALID_REQUEST));

  public static final Problem AMBIGUOUS_PATH =
      new Problem(
          400,
          "Bad Request",
          "The path can be read in more than one way; send it plain and normalised.",
          "ambiguous_path",
          Map.of());

  public static final Problem PURPOSE =
      new Problem(
          401,
          "Unauthorized",
          "The token was made for one use and is no credential for this request.",
          Reason.PURPOSE.wireName(),
          Map.of(CHALLENGE, INVALID_TOKEN));

  public static final Problem PREFIX =
      new Problem(
          403,
          "Forbidden",
          "The prefix in the token does not cover this resource.",
          "prefix",
          Map.of(CHALLENGE, BEARER + ", error=\"insufficient_scope\""));

  // RFC 9110 section 15.5.6 demands Allow; these are the methods that can pass.
  public static final Problem METHOD =
      new Problem(
          405,
          "Method Not Allowed",
          "TRACE is not allowed here.",
          "method",
          Map.of("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));

  public static final Problem MISCONFIGURED =
      new Problem(
          500,
          "Internal Server Error",
          "The server cannot tell how to check tokens; its log says why.",
          "configuration",
          Map.of());

  /** Copies the headers. */
  public Problem {
    headers = Map.copyOf(headers);
  }

  public static Problem of(InvalidTokenException refusal) {
    if (refusal.reason() == Reason.BUSY) {
      return busy(refusal.detail(), refusal.retryAfter().orElse(Duration.ZERO));
    }
    return new Problem(
        401,
        "Unauthorized",
        refusal.detail(),
        refusal.reason().wireName(),
        Map.of(CHALLENGE, INVALID_TOKEN));
  }

  public static Problem throttled(Duration wait) {
    return new Problem(
        429,
        "Too Many Requests",
        "Too many tokens from this address were refused; wait before the next.",
        "throttled",
        Map.of(RETRY_AFTER, seconds(wait)));
  }

  private static Problem busy(String detail, Duration wait) {
    return new Problem(
        503,
        "Service Unavailable",
        detail,
        Reason.BUSY.wireName(),
        Map.of(RETRY_AFTER, seconds(wait)));
  }

  /** Rounded up: whoever comes back in time must not come too early. */
  private static String seconds(Duration wait) {
    return Long.toString(Math.max(1, wait.plusNanos(999_999_999).toSeconds()));
  }

  /**
   * Writes this as the response, without the server's error pages. Does nothing if the response has
   * been sent already; leaves out the body when the method is {@code HEAD}.
   */
  public void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    headers.forEach(response::setHeader);
    byte[] body = toJson().getBytes(StandardCharsets.US_ASCII);
    response.setContentType(MEDIA_TYPE);
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

  /** Null if the application has taken the writer already, or the response is a servlet mock. */
  private static @Nullable ServletOutputStream outputStream(HttpServletResponse response)
      throws IOException {
    try {
      return response.getOutputStream();
    } catch (IllegalStateException e) {
      return null;
    }
  }

  private String toJson() {
    return "{\"type\":\"about:blank\",\"title\":%s,\"status\":%d,\"detail\":%s,\"reason\":%s}\n"
        .formatted(quoted(title), status, quoted(detail), quoted(reason));
  }

  private static String quoted(String sentence) {
    return '"' + sentence.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
