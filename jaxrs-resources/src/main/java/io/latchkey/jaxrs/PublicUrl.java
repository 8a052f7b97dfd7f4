package io.latchkey.jaxrs;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where clients reach this server: {@code latchkey.public-url}, such as {@code
 * https://ca.example.org:8900}.
 *
 * @param host the DNS name, in lower case, ASCII and without a dot at its end, or the IP address
 *     without brackets
 */
public record PublicUrl(String host) {
  private static final int MAX_PORT = 65535;
  private static final Pattern AUTHORITY =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([^:@\\[\\]]+?)\\.?)(?::\\d{1,5})?");
  private static final Pattern HOST =
      Pattern.compile("(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?");

  /**
   * Reads the setting; empty if it is not set.
   *
   * @throws SettingsException if it is no absolute {@code http} or {@code https} URL with a host
   *     and without user information, query and fragment
   */
  public static Optional<PublicUrl> of(Settings settings) {
    return settings
        .text(Setting.PUBLIC_URL)
        .map(
            text ->
                parse(text)
                    .orElseThrow(
                        () ->
                            settings.bad(
                                Setting.PUBLIC_URL,
                                "is no URL of a server; write for example"
                                    + " https://ca.example.org:8900")));
  }

  private static Optional<PublicUrl> parse(String text) {
    try {
      URI url = new URI(text);
      boolean web = "https".equalsIgnoreCase(url.getScheme()) || isHttp(url);
      boolean plain = url.getRawQuery() == null && url.getRawFragment() == null;
      return web && plain && url.getPort() <= MAX_PORT
          ? Optional.ofNullable(url.getRawAuthority()).flatMap(PublicUrl::host).map(PublicUrl::new)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isHttp(URI url) {
    return "http".equalsIgnoreCase(url.getScheme());
  }

  private static Optional<String> host(String authority) {
    Matcher parts = AUTHORITY.matcher(authority);
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Optional.ofNullable(parts.group(1)).or(() -> name(parts.group(2)));
  }

  private static Optional<String> name(String name) {
    try {
      return Optional.of(IDN.toASCII(name).toLowerCase(Locale.ROOT))
          .filter(ascii -> HOST.matcher(ascii).matches());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
