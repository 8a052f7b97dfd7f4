package io.latchkey.enrolment.cmp;

import java.util.Optional;

/**
 * A CMP request. Nothing in it is verified.
 *
 * @param contentType the header {@code Content-Type}
 * @param body the whole body, whose size is bounded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CmpRequest(Optional<String> contentType, byte[] body) {
  @Override
  public String toString() {
    return "CmpRequest[%d bytes]".formatted(body.length);
  }
}
