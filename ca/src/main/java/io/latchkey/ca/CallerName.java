package io.latchkey.ca;

import io.latchkey.base.text.Printable;
import io.latchkey.pki.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The form in which the store keeps and compares the names of callers. */
public final class CallerName {
  private static final int MAX_LENGTH = 255;
  private static final int KEPT = 180;
  private static final String DIGEST = "#sha256:";

  private CallerName() {}

  /**
   * The name itself, as a rule. One that is very long or has characters that do not show is
   * shortened and made unambiguous with a digest, so that no two callers are ever taken for one; so
   * is one that looks as if that had been done to it.
   */
  public static String recorded(String caller) {
    if (caller.length() <= MAX_LENGTH
        && !caller.contains(DIGEST)
        && caller.codePoints().noneMatch(Printable::isUnprintable)) {
      return caller;
    }
    byte[] digest = Fingerprint.digest(caller.getBytes(StandardCharsets.UTF_8));
    return Printable.line(caller, KEPT) + DIGEST + HexFormat.of().formatHex(digest);
  }
}
