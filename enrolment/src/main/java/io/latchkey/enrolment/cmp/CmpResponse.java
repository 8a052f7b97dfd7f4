package io.latchkey.enrolment.cmp;

import io.latchkey.base.http.ProblemDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * The response to a CMP request. Immutable; the content is not to be changed.
 *
 * @param status the HTTP status
 * @param contentType the media type of the content
 * @param content a CMP message, or a problem document
 * @param retryAfter how long the client has to wait before it tries again
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CmpResponse(
    int status, String contentType, byte[] content, Optional<Duration> retryAfter) {
  /** The media type of CMP messages (RFC 9811 section 3.4). */
  public static final String MEDIA_TYPE = "application/pkixcmp";

  static CmpResponse message(byte[] der) {
    return new CmpResponse(200, MEDIA_TYPE, der, Optional.empty());
  }

  static CmpResponse problem(
      int status, String reason, String detail, Optional<Duration> retryAfter) {
    return new CmpResponse(
        status,
        ProblemDocument.MEDIA_TYPE,
        new ProblemDocument(status, ProblemDocument.title(status), detail, reason)
            .toJson()
            .getBytes(StandardCharsets.UTF_8),
        retryAfter);
  }

  @Override
  public String toString() {
    return "CmpResponse[%d, %s, %d bytes]".formatted(status, contentType, content.length);
  }
}
