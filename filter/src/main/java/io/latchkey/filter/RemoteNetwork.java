package io.latchkey.filter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom a remote address stands for: itself, or for IPv6 its network of 64 bits, since one host has
 * all of that to send from (RFC 4291 section 2.5.4).
 */
final class RemoteNetwork {
  private static final String UNKNOWN = "unknown";
  private static final int NETWORK_BYTES = 8;

  /** What no name server is ever asked about: it has a colon and reads as an IPv6 address. */
  private static final Pattern IPV6_TEXT = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

  private RemoteNetwork() {}

  /**
   * The name to count under.
   *
   * @param address as the server gives it; null when the connection has none
   */
  static String of(@Nullable String address) {
    if (address == null || address.isEmpty()) {
      return UNKNOWN;
    }
    return address.indexOf(':') < 0 ? address : ofIpv6(address);
  }

  private static String ofIpv6(String address) {
    int zone = address.indexOf('%');
    String literal = zone < 0 ? address : address.substring(0, zone);
    if (!IPV6_TEXT.matcher(literal).matches()) {
      return UNKNOWN;
    }
    try {
      InetAddress parsed = InetAddress.getByName(literal);
      byte[] bytes = parsed.getAddress();
      return bytes.length <= NETWORK_BYTES
          ? parsed.getHostAddress()
          : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }
}
