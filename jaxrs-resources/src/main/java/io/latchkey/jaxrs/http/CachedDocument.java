package io.latchkey.jaxrs.http;

import io.latchkey.base.crypto.Sha256;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;

/** A public document with what caches need to know about it (RFC 9110 section 8.8). Immutable. */
public final class CachedDocument {
  private static final int TAG_DIGITS = 32;

  /** RFC 9110 section 5.6.7. */
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final byte[] content;
  private final String type;
  private final EntityTag tag;
  private final Date modifiedAt;
  private final String lastModified;

  /**
   * Creates a document.
   *
   * @param content not copied; do not change it
   * @param type its media type
   */
  public CachedDocument(byte[] content, String type, Instant modifiedAt) {
    this(content, type, modifiedAt, HexFormat.of().formatHex(Sha256.of(content)));
  }

  /**
   * Creates a document whose digest is known.
   *
   * @param content not copied; do not change it
   * @param type its media type
   * @param digest SHA-256 of the content in lower-case hex
   */
  public CachedDocument(byte[] content, String type, Instant modifiedAt, String digest) {
    this.content = content;
    this.type = type;
    this.modifiedAt = Date.from(modifiedAt);
    this.lastModified = HTTP_DATE.format(modifiedAt);
    this.tag = new EntityTag(digest.substring(0, TAG_DIGITS));
  }

  /** Returns a time that is not negative and at most {@code most}. */
  public static Duration bounded(Duration left, Duration most) {
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }

  /**
   * Returns the document, or status 304 if the client has it.
   *
   * @param maxAge how long a cache may use the document without asking; not negative
   */
  public Response response(Request request, Duration maxAge) {
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(modifiedAt, tag);
    return (unchanged == null ? Response.ok(content, type) : unchanged)
        .tag(tag)
        .header(HttpHeaders.LAST_MODIFIED, lastModified)
        .header(HttpHeaders.CACHE_CONTROL, cacheControl(maxAge))
        .build();
  }

  /**
   * Sends the document in response to a request without conditions, without Jakarta REST.
   *
   * @param maxAge how long a cache may use the document without asking; not negative
   * @throws IOException if the client cannot be reached
   */
  public void send(HttpServletResponse response, Duration maxAge) throws IOException {
    response.setHeader(HttpHeaders.ETAG, '"' + tag.getValue() + '"');
    response.setHeader(HttpHeaders.LAST_MODIFIED, lastModified);
    send(response, content, type, cacheControl(maxAge));
  }

  /**
   * Sends any content with status 200.
   *
   * @throws IOException if the client cannot be reached
   */
  public static void send(
      HttpServletResponse response, byte[] content, String type, String cacheControl)
      throws IOException {
    response.setContentType(type);
    response.setHeader(HttpHeaders.CACHE_CONTROL, cacheControl);
    response.setContentLength(content.length);
    response.getOutputStream().write(content);
  }

  private static String cacheControl(Duration maxAge) {
    return "public, max-age=" + maxAge.toSeconds();
  }
}
