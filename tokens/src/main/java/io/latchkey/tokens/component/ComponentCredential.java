package io.latchkey.tokens.component;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The component key that authenticated a caller. Immutable.
 *
 * @param path the path of the key
 * @param pskFingerprint identifies the pre-shared key that the key is derived from, see {@link
 *     ComponentKey#fingerprint}
 */
public record ComponentCredential(ComponentPath path, String pskFingerprint) {
  private static final Pattern RECORDED = Pattern.compile("(lk1\\.[^ ]+) ([0-9a-f]{16})");

  /** Returns the text that a record keeps: the id, a space and the fingerprint. */
  public String recorded() {
    return path.id() + " " + pskFingerprint;
  }

  /** Reads {@link #recorded}; empty if the text is the name of another key. */
  public static Optional<ComponentCredential> ofRecord(String text) {
    Matcher parts = RECORDED.matcher(text);
    return parts.matches()
        ? Optional.of(new ComponentCredential(ComponentPath.ofId(parts.group(1)), parts.group(2)))
        : Optional.empty();
  }
}
