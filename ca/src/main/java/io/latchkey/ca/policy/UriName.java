package io.latchkey.ca.policy;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads URIs as a certificate may hold them (RFC 5280 section 4.2.1.6), of the kind that Java, Go,
 * OpenSSL and GnuTLS read alike: an absolute URI (RFC 3986) in ASCII of at most 2048 characters. If
 * it has an authority, that is a host and perhaps a port, without user information. The host is a
 * DNS name without a wildcard and without a dot at its end, an IPv4 address, or an IPv6 address in
 * brackets without a zone. In a SPIFFE ID the labels of the host may contain underscores.
 */
final class UriName {
  private static final int MAX_LENGTH = 2048;
  private static final int MAX_PORT = 65535;
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[^\\]]*+]|[^:\\[\\]]*+)(?::([1-9][0-9]{0,4}))?+");

  private UriName() {}

  static Optional<URI> parse(String text) {
    if (text.length() > MAX_LENGTH || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && hasReadableAuthority(uri) ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * The host of a URI that {@link #parse} returned, in lower case and without brackets; empty if it
   * has none. {@link URI#getHost} does not return a host with an underscore.
   */
  static Optional<String> host(URI uri) {
    return Optional.ofNullable(uri.getRawAuthority())
        .map(AUTHORITY::matcher)
        .filter(Matcher::matches)
        .map(parts -> parts.group(1).toLowerCase(Locale.ROOT))
        .map(host -> host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
  }

  private static boolean hasReadableAuthority(URI uri) {
    String authority = uri.getRawAuthority();
    if (authority == null) {
      return uri.isOpaque() || !uri.getRawSchemeSpecificPart().startsWith("//");
    }
    Matcher parts = AUTHORITY.matcher(authority);
    return parts.matches()
        && isHost(parts.group(1), uri.getScheme().equalsIgnoreCase("spiffe"))
        && (parts.group(2) == null || Integer.parseInt(parts.group(2)) <= MAX_PORT);
  }

  private static boolean isHost(String host, boolean spiffe) {
    if (host.startsWith("[")) {
      return IpAddress.parse(host.substring(1, host.length() - 1))
          .filter(address -> host.contains(":"))
          .isPresent();
    }
    String name = spiffe ? host.replace('_', 'x') : host;
    return IpAddress.parse(host).isPresent()
        || (!host.startsWith("*") && DnsName.parse(name).isPresent());
  }
}
