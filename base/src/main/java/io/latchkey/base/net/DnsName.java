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
  /** The most characters of a name. */
  public static final int MAX_LENGTH = 253;

  private static final int MAX_LABEL = 63;
  private static final String WILDCARD = "*.";

  private static final String LENIENT_LABEL = "[_A-Za-z0-9](?:[_A-Za-z0-9-]{0,61}[_A-Za-z0-9])?";
  private static final Pattern HOST_NAME =
      Pattern.compile(LENIENT_LABEL + "(?:\\." + LENIENT_LABEL + ")*");

  /**
   * Whether a text is a name that resolvers accept: also with underscores, and with a number as its
   * last label. Services in container networks and Windows hosts have such names, so URLs and
   * requests for certificates can contain them. The CA decides which of them it certifies.
   */
  public static boolean isHostName(String text) {
    return text.length() <= MAX_LENGTH && HOST_NAME.matcher(text).matches();
  }

  /** Reads a name; empty if the text is none. */
  public static Optional<DnsName> parse(String text) {
    return text.length() <= MAX_LENGTH && isName(text)
        ? Optional.of(new DnsName(text))
        : Optional.empty();
  }

  private static boolean isName(String text) {
    int from = text.startsWith(WILDCARD) ? WILDCARD.length() : 0;
    for (int dot = text.indexOf('.', from); dot >= 0; dot = text.indexOf('.', from)) {
      if (!isLabel(text, from, dot)) {
        return false;
      }
      from = dot + 1;
    }
    return isLabel(text, from, text.length()) && !isNumber(text, from);
  }

  private static boolean isLabel(String text, int from, int end) {
    if (from == end
        || end - from > MAX_LABEL
        || text.charAt(from) == '-'
        || text.charAt(end - 1) == '-') {
      return false;
    }
    for (int at = from; at < end; at++) {
      char c = text.charAt(at);
      boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!isLetter && !isDigit(c) && c != '-') {
        return false;
      }
    }
    return true;
  }

  /** Whether the last label is a decimal number, or a hexadecimal one, perhaps without digits. */
  private static boolean isNumber(String text, int from) {
    boolean isHexadecimal = text.startsWith("0x", from) || text.startsWith("0X", from);
    for (int at = isHexadecimal ? from + 2 : from; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean isHexLetter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if (!isDigit(c) && !(isHexadecimal && isHexLetter)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Returns the name in lower case, the form in which names are compared. */
  public String folded() {
    return text.toLowerCase(Locale.ROOT);
  }
}
