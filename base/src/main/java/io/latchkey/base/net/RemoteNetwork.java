package io.latchkey.base.net;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key under which a remote address is counted: the address, or for IPv6 its network of 64 bits,
 * since one host can send from any address of that network (RFC 4291 section 2.5.4).
 */
public final class RemoteNetwork {
  private static final String UNKNOWN = "unknown";
  private static final int NETWORK_BYTES = 8;

  private RemoteNetwork() {}

  /**
   * Returns the key. All texts that are no addresses have one key, because a client may have chosen
   * them.
   *
   * @param address as the server gives it; null when the connection has none
   */
  public static String of(@Nullable String address) {
    return Optional.ofNullable(address)
        .flatMap(IpAddress::parseRemote)
        .map(RemoteNetwork::of)
        .orElse(UNKNOWN);
  }

  private static String of(IpAddress address) {
    byte[] bytes = address.bytes();
    return bytes.length <= NETWORK_BYTES
        ? address.toString()
        : HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES));
  }
}
