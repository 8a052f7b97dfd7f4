package io.latchkey.jaxrs.caller;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.net.RemoteNetwork;
import io.latchkey.tokens.TokenVerifier;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a request to sign comes from. For the thread of the request, because {@link #keyId} reads
 * the request.
 *
 * @param path as the client wrote it
 * @param address of the client; empty if the connection has none
 * @param keyId the key id that its token claims, verified or not; the token is read only if a line
 *     of the log needs it
 * @param caller who was authenticated
 */
public record SigningOrigin(
    String path,
    Optional<String> address,
    Supplier<Optional<String>> keyId,
    Optional<String> caller) {
  /** The origin of a request with the caller that the container reports. */
  public static SigningOrigin of(HttpServletRequest request, SecurityContext security) {
    return new SigningOrigin(
        request.getRequestURI(),
        address(request),
        () -> keyId(request),
        Optional.ofNullable(security.getUserPrincipal()).map(Principal::getName));
  }

  /**
   * The address of the client, behind a trusted proxy too; empty if the connection has none, or if
   * a text that is no address replaces it.
   */
  public static Optional<String> address(HttpServletRequest request) {
    return request.getAttribute(RequestAttributes.ADDRESS) instanceof String named
        ? Optional.of(named)
        : Optional.ofNullable(request.getRemoteAddr()).flatMap(IpAddress::remoteLiteral);
  }

  /**
   * What the limits of requests count: the network of the client ({@link RemoteNetwork}), not that
   * of its proxy.
   */
  public static String network(HttpServletRequest request) {
    return RemoteNetwork.of(address(request).orElse(null));
  }

  private static Optional<String> keyId(HttpServletRequest request) {
    return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
        .flatMap(AuthorizationHeader::token)
        .flatMap(TokenVerifier::claimedKeyId);
  }
}
