package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates of TLS clients, if {@code latchkey.tls.client-auth} is {@code want}. The server
 * has checked that the client has the private key, and possibly nothing else. A proxy that connects
 * with a certificate of its own does so for any client; therefore the certificate of a request that
 * came through a proxy does not count. No header is read as a certificate: a request with a header
 * from which a server could take one has none. Immutable.
 */
final class ClientCertificates {
  /** Jakarta Servlet 6.0 section 3.10. */
  private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";

  /** Set by RemoteIpValve and RemoteIpFilter of Tomcat, which replace address and scheme. */
  private static final String FORWARDED_ATTRIBUTE = "org.apache.tomcat.request.forwarded";

  /** What proxies add to requests, in lower case. */
  private static final Set<String> PROXY_HEADERS =
      Set.of("forwarded", "via", "x-real-ip", "x-client-ip");

  /** Proxies add headers that begin with these too, some of them with the client's certificate. */
  private static final List<String> PROXY_PREFIXES =
      List.of("x-forwarded", "ssl_", "x-ssl-", "client-cert");

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
    return new ClientCertificates(settings.asksForClientCertificates(), url);
  }

  /**
   * The certificate with which the client of a request has connected to this server. Empty if the
   * filter or the authentication mechanism has not seen the request: a filter of the application,
   * such as {@code ForwardedHeaderFilter} of Spring, could hide that it came through a proxy.
   */
  Optional<X509Certificate> of(HttpServletRequest request) {
    if (!areAsked
        || !(request.getAttribute(RequestAttributes.OPEN_REQUEST)
            instanceof HttpServletRequest received)
        || !received.isSecure()
        || isProxied(received)) {
      return Optional.empty();
    }
    return received.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain
        ? Stream.of(chain).findFirst()
        : Optional.empty();
  }

  private boolean isProxied(HttpServletRequest request) {
    Enumeration<String> names = request.getHeaderNames();
    return names == null
        || url.isFromProxy(request)
        || request.getAttribute(FORWARDED_ATTRIBUTE) != null
        || Collections.list(names).stream().anyMatch(ClientCertificates::isOfProxy);
  }

  private static boolean isOfProxy(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return PROXY_HEADERS.contains(name) || PROXY_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
