package io.latchkey.jaxrs;

import io.latchkey.base.net.ServerUrl;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Optional;

/**
 * The URL at which clients reach this server: {@code latchkey.public-url}, such as {@code
 * https://ca.example.org:8900}.
 *
 * @param host the DNS name, in lower case, ASCII and without a dot at its end, or the IP address
 *     without brackets
 */
public record PublicUrl(String host) {
  /**
   * Reads the setting; empty if it is not set.
   *
   * @throws SettingsException if it is not the URL of a server
   */
  public static Optional<PublicUrl> of(Settings settings) {
    return settings
        .serverUrl(Setting.PUBLIC_URL, "https://ca.example.org:8900")
        .flatMap(ServerUrl::of)
        .map(url -> new PublicUrl(url.host()));
  }
}
