package io.latchkey.ca.caller;

import io.latchkey.base.caller.ComponentKeyText;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.text.Printable;
import java.util.HexFormat;

/** Converts names of callers to the form that the store records and compares. */
public final class CallerName {
  private static final int MAX_LENGTH = 255;
  private static final int KEPT = 180;

  /** The id of a component key has at most 1028 characters, and its record a fingerprint more. */
  private static final int MAX_KEY_LENGTH = 1100;

  private static final String DIGEST = "#sha256:";

  private CallerName() {}

  /** Returns the recorded form of the id of a key. The id of a component key is kept whole. */
  static String recordedKey(String key) {
    boolean whole =
        key.startsWith(ComponentKeyText.ID_PREFIX)
            && key.length() <= MAX_KEY_LENGTH
            && key.chars().allMatch(character -> character >= ' ' && character < 0x7f);
    return whole ? key : recorded(key);
  }

  /**
   * Returns the longest text with which the recorded forms of all names begin that begin with this
   * text.
   */
  public static String recordedBeginning(String beginning) {
    return beginning.substring(0, Math.min(beginning.length(), KEPT));
  }

  /**
   * Returns the recorded form of a name. Most names are recorded unchanged. A name that is longer
   * than 255 characters or has unprintable characters is shortened and completed with its digest,
   * so that different callers have different recorded names. A name that contains the digest prefix
   * is treated in the same way.
   */
  public static String recorded(String caller) {
    if (caller.length() <= MAX_LENGTH
        && !caller.contains(DIGEST)
        && !Printable.isUnprintable(caller)) {
      return caller;
    }
    byte[] digest = Sha256.of(caller);
    return Printable.line(caller, KEPT) + DIGEST + HexFormat.of().formatHex(digest);
  }
}
