package io.latchkey.ca.policy;

import io.latchkey.base.net.IpAddress;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
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

  private HostReadings() {}

  /**
   * Returns the names and addresses in lower case, without trailing dots, brackets and zones. The
   * result is empty for free text, which no client reads as a host.
   */
  static Set<String> of(String commonName) {
    return Stream.of(commonName, Normalizer.normalize(commonName, Normalizer.Form.NFKC))
        .map(String::strip)
        .flatMap(text -> Stream.of(text, mapped(text)))
        .map(text -> bare(text.strip()).toLowerCase(Locale.ROOT))
        .filter(HostReadings::canBeHost)
        .collect(Collectors.toUnmodifiableSet());
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
    String address = text.replaceFirst("^\\[(.*)]$", "$1").replaceFirst("%.*", "");
    return IpAddress.parse(address).isPresent() ? address : text.replaceFirst("\\.+$", "");
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
