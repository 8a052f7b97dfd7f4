package io.latchkey.enrolment.cmp;

import io.latchkey.tokens.Reason;
import java.io.IOException;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;

/** The one place that turns what reading a body throws into a rejection. */
final class Bodies {
  private Bodies() {}

  /** Something that reads a body, and does nothing else. */
  @FunctionalInterface
  interface Reading<T> {
    T read() throws CmpRejection, IOException;
  }

  /**
   * Returns what is read.
   *
   * @throws CmpRejection {@code badDataFormat} if the body has another structure
   */
  static <T> T read(Reading<T> reading) throws CmpRejection {
    try {
      return reading.read();
    } catch (IOException | RuntimeException | StackOverflowError malformed) {
      // Bouncy Castle reports malformed structures with many unchecked exceptions.
      throw new CmpRejection(
          PKIFailureInfo.badDataFormat,
          Reason.MALFORMED.wireName(),
          "The body of the message is malformed.");
    }
  }
}
