package io.latchkey.tokens.log;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address written out. Host names are never looked up: the text comes from strangers. */
public final class IpLiteral {
  /** Without leading zeros, which some take for octal numbers (RFC 3986 section 3.2.2). */
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  /** What no name server is ever asked about: it has a colon and reads as an IPv6 address. */
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9a-fA-F:][0-9a-fA-F:.]{1,44}");

  private IpLiteral() {}

  /**
   * Reads an address without brackets, zone or port.
   *
   * @return the IPv4 address in an IPv4-mapped IPv6 one, so that both are the same; empty if the
   *     text is no address
   */
  public static Optional<InetAddress> parse(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
