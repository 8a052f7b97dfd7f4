package io.latchkey.ca.policy;

import io.latchkey.base.net.IpAddress;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hosts that TLS clients can read from a common name if a certificate has no alternative names.
 * Clients differ: some map the name like an internationalised name (RFC 3490), which removes
 * invisible characters and accepts four kinds of dots. Others compare it verbatim. Most accept
 * underscores, a trailing dot, and wildcards in unusual places.
 */
final class HostReadings {
  /** Characters that, like spaces, cannot occur in the host of a URL (RFC 3986 section 3.2.2). */
  private static final String NEVER_IN_A_HOST = "#/:<>?@[\\]^|%";

  private static final Pattern BRACKETS = Pattern.compile("^\\[(.*)]$");
  private static final Pattern ZONE = Pattern.compile("%.*");
  private static final Pattern DOTS_AT_THE_END = Pattern.compile("\\.+$");

  private HostReadings() {}

  /**
   * Returns the names and addresses in lower case, without trailing dots, brackets and zones. The
   * result is empty for free text, which no client reads as a host.
   */
  static Set<String> of(String commonName) {
    return hasOneReading(commonName)
        ? Set.of(commonName.toLowerCase(Locale.ROOT))
        : allReadings(commonName);
  }

  /** The readings of any text. */
  static Set<String> allReadings(String commonName) {
    return Stream.of(commonName, Normalizer.normalize(commonName, Normalizer.Form.NFKC))
        .map(String::strip)
        .flatMap(text -> Stream.of(text, mapped(text)))
        .map(text -> bare(text.strip()).toLowerCase(Locale.ROOT))
        .filter(HostReadings::canBeHost)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether every client reads the text as it is. Such a text has only ASCII characters of host
   * names and no dot at its end.
   */
  private static boolean hasOneReading(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
      if (!letterOrDigit && c != '.' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && text.charAt(text.length() - 1) != '.';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** As an internationalised name, or as it is where it cannot be one. */
  private static String mapped(String text) {
    try {
      return IDN.toASCII(text);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static String bare(String text) {
    String unbracketed = BRACKETS.matcher(text).replaceFirst("$1");
    String address = ZONE.matcher(unbracketed).replaceFirst("");
    return IpAddress.parse(address).isPresent()
        ? address
        : DOTS_AT_THE_END.matcher(text).replaceFirst("");
  }

  private static boolean canBeHost(String text) {
    return IpAddress.parse(text).isPresent()
        || (!text.isEmpty()
            && text.codePoints()
                .noneMatch(
                    c ->
                        Character.isWhitespace(c)
                            || Character.isSpaceChar(c)
                            || NEVER_IN_A_HOST.indexOf(c) >= 0));
  }
}
