package io.latchkey.ca.policy;

import io.latchkey.base.net.IpAddress;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The hosts that TLS clients may take a common name for where a certificate has no alternative
 * names. They are generous, each in its own way: some map it like an internationalised name (RFC
 * 3490), which drops characters that do not show and knows four kinds of dots, some compare it as
 * it is, and most take underscores, a dot at the end, and wildcards in odd places.
 */
final class HostReadings {
  /** Of these, and of spaces, no host of a URL has any (RFC 3986 section 3.2.2). */
  private static final String NEVER_IN_A_HOST = "#/:<>?@[\\]^|%";

  private HostReadings() {}

  /**
   * The names and addresses, in lower case, without dots at the end, brackets and zones; none if it
   * is free text, which no client can take for a host.
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
