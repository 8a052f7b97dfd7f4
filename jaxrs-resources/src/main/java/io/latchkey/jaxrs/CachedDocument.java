package io.latchkey.jaxrs;

import io.latchkey.pki.Fingerprint;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;

/** A public document with what caches need to know about it (RFC 9110 section 8.8). Immutable. */
final class CachedDocument {
  private static final int TAG_BYTES = 16;

  private final byte[] content;
  private final String type;
  private final EntityTag tag;
  private final Instant modifiedAt;

  CachedDocument(byte[] content, String type, Instant modifiedAt) {
    this.content = content;
    this.type = type;
    this.modifiedAt = modifiedAt;
    this.tag = new EntityTag(HexFormat.of().formatHex(Fingerprint.digest(content), 0, TAG_BYTES));
  }

  /** Returns a time that is not negative and at most {@code most}. */
  static Duration bounded(Duration left, Duration most) {
    return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
  }

  /**
   * Returns the document, or status 304 if the client has it.
   *
   * @param maxAge how long a cache may use the document without asking; not negative
   */
  Response response(Request request, Duration maxAge) {
    Date modified = Date.from(modifiedAt);
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(modified, tag);
    return (unchanged == null ? Response.ok(content, type) : unchanged)
        .tag(tag)
        .lastModified(modified)
        .header(HttpHeaders.CACHE_CONTROL, "public, max-age=" + maxAge.toSeconds())
        .build();
  }
}
