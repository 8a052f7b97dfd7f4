package io.latchkey.jaxrs;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificates of TLS clients, if {@code latchkey.tls.client-auth} is {@code want}. The server
 * has checked that the client has the private key, and possibly nothing else. A proxy that connects
 * with a certificate of its own does so for any client; therefore the certificate of a request that
 * came through a proxy does not count. No header is read as a certificate. Immutable.
 */
final class ClientCertificates {
  /** Jakarta Servlet 6.0 section 3.10. */
  private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

  /** What proxies add to requests. */
  private static final List<String> PROXY_HEADERS =
      List.of(
          "Forwarded",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Real-IP");

  private final boolean areAsked;
  private final ClientUrl url;

  private ClientCertificates(boolean areAsked, ClientUrl url) {
    this.areAsked = areAsked;
    this.url = url;
  }

  /**
   * Reads the setting.
   *
   * @param url knows the trusted proxies
   * @throws SettingsException if it has a bad value
   */
  static ClientCertificates of(Settings settings, ClientUrl url) {
    boolean areAsked =
        settings.oneOf(Setting.TLS_CLIENT_AUTH, "none", "want").filter("want"::equals).isPresent();
    return new ClientCertificates(areAsked, url);
  }

  /** The certificate with which the client of a request has connected to this server. */
  Optional<X509Certificate> of(HttpServletRequest request) {
    if (!areAsked || isProxied(request)) {
      return Optional.empty();
    }
    return request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain
        ? Stream.of(chain).findFirst()
        : Optional.empty();
  }

  private boolean isProxied(HttpServletRequest request) {
    return url.isFromProxy(request)
        || PROXY_HEADERS.stream().anyMatch(name -> request.getHeader(name) != null);
  }
}
