package io.latchkey.base.net;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A DNS name as a certificate may hold it: the preferred name syntax of RFC 1034 section 3.5 (RFC
 * 5280 section 4.2.1.6), at most 253 characters, no dot at its end, possibly with {@code *} as its
 * whole leftmost label (RFC 6125 section 6.4.3). A last label that is a number, decimal or
 * hexadecimal, is rejected: some clients read such a name as an IP address.
 *
 * @param text the name as it was written
 */
public record DnsName(String text) {
  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final Pattern SYNTAX =
      Pattern.compile("(?:\\*\\.)?(?:" + LABEL + "\\.)*(?!(?:[0-9]+|0[xX][0-9A-Fa-f]*)$)" + LABEL);

  /** Reads a name; empty if the text is none. */
  public static Optional<DnsName> parse(String text) {
    return text.length() <= MAX_LENGTH && SYNTAX.matcher(text).matches()
        ? Optional.of(new DnsName(text))
        : Optional.empty();
  }

  /** Returns the name in lower case, the form in which names are compared. */
  public String folded() {
    return text.toLowerCase(Locale.ROOT);
  }
}
