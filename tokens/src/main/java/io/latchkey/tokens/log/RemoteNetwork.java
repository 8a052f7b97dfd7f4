package io.latchkey.tokens.log;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whom a remote address stands for: itself, or for IPv6 its network of 64 bits, since one host has
 * all of that to send from (RFC 4291 section 2.5.4).
 */
public final class RemoteNetwork {
  private static final String UNKNOWN = "unknown";
  private static final int NETWORK_BYTES = 8;

  private RemoteNetwork() {}

  /**
   * The name to count under.
   *
   * @param address as the server gives it; null when the connection has none
   */
  public static String of(@Nullable String address) {
    if (address == null || address.isEmpty()) {
      return UNKNOWN;
    }
    return address.indexOf(':') < 0 ? address : ofIpv6(address);
  }

  private static String ofIpv6(String address) {
    int zone = address.indexOf('%');
    String literal = zone < 0 ? address : address.substring(0, zone);
    return IpLiteral.parse(literal).map(RemoteNetwork::of).orElse(UNKNOWN);
  }

  private static String of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length <= NETWORK_BYTES
        ? address.getHostAddress()
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
  }
}
