package io.latchkey.jaxrs.enrolment;

import io.latchkey.base.http.Forwarded;
import io.latchkey.base.net.CidrBlock;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.net.ServerUrl;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;

/**
 * The URL by which a client reaches this server: {@code latchkey.public-url}, else the URL of the
 * request. Scheme and host can come from {@code Forwarded} (RFC 7239), {@code X-Forwarded-Proto}
 * and {@code X-Forwarded-Host} if the connection is from a trusted proxy; a header with several
 * values, or a malformed {@code Forwarded}, is ignored. Immutable.
 */
final class ClientUrl {
  private final Optional<String> configured;
  private final List<CidrBlock> proxies;

  private ClientUrl(Optional<String> configured, List<CidrBlock> proxies) {
    this.configured = configured;
    this.proxies = proxies;
  }

  /**
   * Reads the settings.
   *
   * @throws SettingsException if a setting has a bad value
   */
  static ClientUrl of(Settings settings) {
    Optional<String> configured =
        settings.publicUrl().map(url -> url.uri().toString().replaceFirst("/+$", ""));
    return new ClientUrl(configured, TrustedProxies.of(settings));
  }

  /**
   * Returns the URL below which the client of a request reaches the application, without a slash at
   * its end.
   *
   * @throws RequestRejectedException if the request does not name a host
   */
  String base(HttpServletRequest request) {
    return configured.orElseGet(() -> requested(request));
  }

  private String requested(HttpServletRequest request) {
    boolean proxied = isFromProxy(request);
    String scheme = request.getScheme();
    String host = request.getHeader("Host");
    if (proxied) {
      Optional<Forwarded> forwarded = forwarded(request);
      scheme =
          single(request, "X-Forwarded-Proto")
              .or(() -> forwarded.flatMap(Forwarded::proto))
              .orElse(scheme);
      host =
          single(request, "X-Forwarded-Host")
              .or(() -> forwarded.flatMap(Forwarded::host))
              .orElse(host);
    }
    String url = scheme + "://" + host;
    if (host == null || ServerUrl.parse(url).filter(ClientUrl::hasNoPath).isEmpty()) {
      throw new RequestRejectedException(
          Rejection.PARAMETER, "The request does not name the host of this server.");
    }
    return url + request.getContextPath();
  }

  private static boolean hasNoPath(ServerUrl url) {
    return String.valueOf(url.uri().getRawPath()).isEmpty();
  }

  /** Whether the connection of a request is from a trusted proxy. */
  boolean isFromProxy(HttpServletRequest request) {
    return Optional.ofNullable(request.getRemoteAddr())
        .flatMap(IpAddress::parseRemote)
        .filter(address -> proxies.stream().anyMatch(block -> block.contains(address)))
        .isPresent();
  }

  /** What the only proxy says; empty if several do, or the header is malformed. */
  private static Optional<Forwarded> forwarded(HttpServletRequest request) {
    return line(request, Forwarded.HEADER)
        .flatMap(Forwarded::parse)
        .filter(elements -> elements.size() == 1)
        .map(elements -> elements.get(0));
  }

  private static Optional<String> single(HttpServletRequest request, String name) {
    return line(request, name).filter(line -> line.indexOf(',') < 0).map(String::strip);
  }

  /** The header of a name; empty if it has several lines. */
  private static Optional<String> line(HttpServletRequest request, String name) {
    Enumeration<String> lines = request.getHeaders(name);
    List<String> values = lines == null ? List.of() : Collections.list(lines);
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }
}
