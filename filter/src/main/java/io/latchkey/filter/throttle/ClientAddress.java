package io.latchkey.filter.throttle;

import io.latchkey.base.http.Forwarded;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.base.net.CidrBlock;
import io.latchkey.base.net.IpAddress;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Determines the client address of a request. It is the address of the connection, unless that
 * belongs to a trusted proxy. Then it is the right-most address in {@code Forwarded} (RFC 7239) or
 * {@code X-Forwarded-For} that does not belong to a trusted proxy; the addresses to the left of it
 * are untrusted. Safe for use by several threads.
 */
public final class ClientAddress {
  /** The request attribute that contains the address that a trusted proxy has named. */
  public static final String ATTRIBUTE = RequestAttributes.ADDRESS;

  private final List<CidrBlock> proxies;
  private final ApplicationWarnings warnings;

  private ClientAddress(List<CidrBlock> proxies, ApplicationWarnings warnings) {
    this.proxies = List.copyOf(proxies);
    this.warnings = warnings;
  }

  /**
   * Reads {@link Setting#TRUSTED_PROXIES}, such as {@code 10.0.0.0/8, 2001:db8::/32}. By default no
   * proxy is trusted.
   *
   * @param warnings warns of ignored headers
   * @throws SettingsException if an entry is not an address or a CIDR block
   */
  public static ClientAddress of(Settings settings, ApplicationWarnings warnings) {
    return new ClientAddress(TrustedProxies.of(settings), warnings);
  }

  /**
   * Returns the client address. If the headers are malformed, or the two headers name different
   * addresses, it is the address of the proxy: a client may have forged the header that the proxy
   * does not write.
   */
  public @Nullable String of(HttpServletRequest request) {
    return of(request.getRemoteAddr(), request::getHeaders);
  }

  /**
   * Sets the address as an attribute of the request if it is not the address of the connection.
   * Warns once if a header that names an address is ignored.
   */
  public void note(HttpServletRequest request) {
    if (warnings.awaitsForwarded()) {
      warnOfIgnored(request);
    }
    if (proxies.isEmpty()) {
      return;
    }
    String address = of(request);
    if (address != null && !address.equals(request.getRemoteAddr())) {
      request.setAttribute(ATTRIBUTE, address);
    }
  }

  private void warnOfIgnored(HttpServletRequest request) {
    boolean common = request.getHeader(ForwardedFor.X_FORWARDED_FOR) != null;
    if (!common && request.getHeader(Forwarded.HEADER) == null) {
      return;
    }
    String peer = request.getRemoteAddr();
    if (peer != null && !isProxy(peer)) {
      warnings.ignoredForwarded(peer, common ? ForwardedFor.X_FORWARDED_FOR : Forwarded.HEADER);
    }
  }

  @Nullable String of(
      @Nullable String peer, Function<String, @Nullable Enumeration<String>> headers) {
    if (proxies.isEmpty() || peer == null || !isProxy(peer)) {
      return peer;
    }
    Optional<String> standard =
        client(ForwardedFor.ofStandardHeader(headers.apply(Forwarded.HEADER)), peer);
    Optional<String> common =
        client(ForwardedFor.ofCommonHeader(headers.apply(ForwardedFor.X_FORWARDED_FOR)), peer);
    if (standard.isPresent() && common.isPresent() && !standard.equals(common)) {
      return peer;
    }
    return standard.or(() -> common).orElse(peer);
  }

  private boolean isProxy(String address) {
    return IpAddress.parseRemote(address).filter(this::isProxy).isPresent();
  }

  private boolean isProxy(IpAddress address) {
    for (CidrBlock block : proxies) {
      if (block.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** The client address that a header names; empty if the header is absent. */
  private Optional<String> client(List<Optional<IpAddress>> hops, String peer) {
    String nearest = peer;
    for (int n = hops.size() - 1; n >= 0; n--) {
      if (hops.get(n).isEmpty()) {
        return Optional.of(peer);
      }
      IpAddress hop = hops.get(n).get();
      nearest = hop.toInetAddress().getHostAddress();
      if (!isProxy(hop)) {
        break;
      }
    }
    return hops.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }
}
