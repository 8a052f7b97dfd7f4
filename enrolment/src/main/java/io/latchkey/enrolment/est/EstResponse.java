package io.latchkey.enrolment.est;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The content of a response. EST sends base64 in one line, because some clients do not skip line
 * ends.
 *
 * @param contentType the media type
 * @param base64 the content
 */
public record EstResponse(String contentType, String base64) {
  static EstResponse of(String contentType, byte[] der) {
    return new EstResponse(contentType, Base64.getEncoder().encodeToString(der));
  }

  /** The content in bytes. */
  public byte[] bytes() {
    return base64.getBytes(StandardCharsets.US_ASCII);
  }
}
