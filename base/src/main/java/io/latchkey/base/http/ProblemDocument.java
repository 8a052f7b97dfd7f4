package io.latchkey.base.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A problem document (RFC 9457) of type {@code about:blank}. Immutable.
 *
 * @param status the HTTP status
 * @param title the status in words
 * @param detail one sentence for the client
 * @param reason one word for programs, such as {@code expired}
 * @param members further members, in this order
 */
public record ProblemDocument(
    int status, String title, String detail, String reason, Map<String, String> members) {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Copies the members. */
  public ProblemDocument {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** Creates a document without further members. */
  public ProblemDocument(int status, String title, String detail, String reason) {
    this(status, title, detail, reason, Map.of());
  }

  /** Creates a document whose reason is the title, such as {@code not_found}. */
  public ProblemDocument(int status, String title, String detail) {
    this(status, title, detail, title.toLowerCase(Locale.ROOT).replace(' ', '_'));
  }

  /** Creates a document whose reason is the title, and whose detail is the same for each title. */
  public ProblemDocument(int status, String title) {
    this(
        status,
        title,
        status < 500
            ? "The request is not valid."
            : "The server failed; its log contains the reason.");
  }

  /**
   * Returns the name of an HTTP status, which the type {@code about:blank} has as its title (RFC
   * 9457 section 4.2.1).
   *
   * @throws IllegalArgumentException if no part of Latchkey answers with this status
   */
  public static String title(int status) {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 406 -> "Not Acceptable";
      case 408 -> "Request Timeout";
      case 409 -> "Conflict";
      case 413 -> "Content Too Large";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 500 -> "Internal Server Error";
      case 501 -> "Not Implemented";
      case 503 -> "Service Unavailable";
      default -> throw new IllegalArgumentException("No title for the status " + status);
    };
  }

  /** Returns the document as one line of JSON, with a line end. */
  public String toJson() {
    StringBuilder json = new StringBuilder("{\"type\":\"about:blank\"");
    append(json, "title", title);
    json.append(",\"status\":").append(status);
    append(json, "detail", detail);
    append(json, "reason", reason);
    members.forEach((name, value) -> append(json, name, value));
    return json.append("}\n").toString();
  }

  private static void append(StringBuilder json, String name, String value) {
    json.append(',');
    quote(json, name);
    json.append(':');
    quote(json, value);
  }

  /** RFC 8259 section 7. */
  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> json.append(c < ' ' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    json.append('"');
  }
}
