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
