package io.latchkey.ca;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The form in which the store keeps and compares the names of callers. */
final class CallerName {
  private static final int MAX_LENGTH = 255;
  private static final int KEPT = 180;

  private CallerName() {}

  /**
   * The name itself, as a rule. One that is very long or has control characters is shortened and
   * made unambiguous with a digest, so that no two callers are ever taken for one.
   */
  static String recorded(String caller) {
    if (caller.length() <= MAX_LENGTH && caller.codePoints().noneMatch(Printable::isUnprintable)) {
      return caller;
    }
    byte[] digest = Fingerprint.digest(caller.getBytes(StandardCharsets.UTF_8));
    return Printable.line(caller, KEPT) + "#sha256:" + HexFormat.of().formatHex(digest);
  }
}
