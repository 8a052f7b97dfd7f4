package io.latchkey.base.net;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a server: absolute, {@code http} or {@code https}, with a host and perhaps a port and
 * a path, and without user information, query and fragment. Immutable.
 *
 * @param uri as it was written
 * @param host the DNS name, in lower case, ASCII and without a dot at its end, or the IP address
 *     without brackets
 */
public record ServerUrl(URI uri, String host) {
  private static final int MAX_PORT = 65_535;
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:@\\[\\]]+?)\\.?)(?::(\\d{0,5}))?");

  /** Reads a URL; empty if the text is not the URL of a server. */
  public static Optional<ServerUrl> parse(String text) {
    try {
      return of(new URI(text));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Checks a URL; empty if it is not the URL of a server. */
  public static Optional<ServerUrl> of(URI url) {
    boolean web = "https".equalsIgnoreCase(url.getScheme()) || isPlain(url);
    boolean more = url.getRawQuery() != null || url.getRawFragment() != null;
    return web && !more
        ? Optional.ofNullable(url.getRawAuthority())
            .flatMap(ServerUrl::host)
            .map(host -> new ServerUrl(url, host))
        : Optional.empty();
  }

  /** Whether a URL is {@code http}, without TLS. */
  private static boolean isPlain(URI url) {
    return "http".equalsIgnoreCase(url.getScheme());
  }

  /** Whether the host of a URL is this host: {@code localhost} or a loopback address. */
  public static boolean isLoopback(URI url) {
    String host = url.getHost() == null ? "" : url.getHost();
    return host.equalsIgnoreCase("localhost")
        || IpAddress.parse(host.replaceFirst("^\\[(.*)]$", "$1"))
            .filter(IpAddress::isLoopback)
            .isPresent();
  }

  private static Optional<String> host(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches() || !isPort(parts.group(3))) {
      return Optional.empty();
    }
    return Optional.ofNullable(parts.group(1)).or(() -> name(parts.group(2)));
  }

  private static boolean isPort(@Nullable String digits) {
    if (digits == null || digits.isEmpty()) {
      return true;
    }
    int port = Integer.parseInt(digits);
    return port > 0 && port <= MAX_PORT;
  }

  private static Optional<String> name(String name) {
    try {
      return Optional.of(IDN.toASCII(name).toLowerCase(Locale.ROOT)).filter(DnsName::isHostName);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
