package io.latchkey.base.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address of 4 or 16 bytes, written as in RFC 5952. Immutable. */
public final class IpAddress {
  /** Without leading zeros, which some take for octal numbers (RFC 3986 section 3.2.2). */
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

  /** A text that {@link InetAddress} never sends to a name server: it has a colon. */
  private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

  /** The zone of an address (RFC 6874 section 2), without percent-encoding. */
  private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._~-]{1,64}");

  private static final byte[] MAPPED_PREFIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Returns the address with these bytes; empty if they are not 4 or 16. */
  public static Optional<IpAddress> of(byte[] bytes) {
    return bytes.length == 4 || bytes.length == 16
        ? Optional.of(new IpAddress(bytes.clone()))
        : Optional.empty();
  }

  /**
   * Reads an address without brackets, zone or port. Host names are never looked up.
   *
   * @return the IPv4 address for an IPv4-mapped IPv6 one; empty if the text is no address
   */
  public static Optional<IpAddress> parse(String literal) {
    if (!beginsWithDigit(literal) && literal.indexOf(':') < 0) {
      return Optional.empty();
    }
    if (!IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
      return Optional.empty();
    }
    try {
      return of(InetAddress.getByName(literal).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static boolean beginsWithDigit(String text) {
    return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
  }

  /**
   * Reads the address of a connection as servers give it. It may have a zone, such as {@code
   * fe80::1%eth0}, which is dropped. An IPv6 address may be in brackets, as Jetty writes it.
   */
  public static Optional<IpAddress> parseRemote(String text) {
    String literal = withoutBrackets(text);
    int zone = literal.indexOf('%');
    return parse(zone < 0 ? literal : literal.substring(0, zone));
  }

  /**
   * Returns the address of a connection, as {@link #parseRemote} reads it, without brackets and
   * with its zone. It is safe in a log line.
   *
   * @return empty if the text is no address
   */
  public static Optional<String> remoteLiteral(String text) {
    String literal = withoutBrackets(text);
    int zone = literal.indexOf('%');
    boolean isAddress =
        parseRemote(text).isPresent()
            && (zone < 0 || ZONE.matcher(literal.substring(zone + 1)).matches());
    return isAddress ? Optional.of(literal) : Optional.empty();
  }

  private static String withoutBrackets(String text) {
    int last = text.length() - 1;
    boolean isBracketed = last > 0 && text.charAt(0) == '[' && text.charAt(last) == ']';
    return isBracketed && text.indexOf(':') > 0 ? text.substring(1, last) : text;
  }

  /** Returns 4 or 16 bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns the IPv4 address in an IPv4-mapped IPv6 address; any other address itself. */
  public IpAddress unmapped() {
    return isMapped() ? new IpAddress(Arrays.copyOfRange(bytes, 12, 16)) : this;
  }

  private boolean isMapped() {
    return bytes.length == 16 && Arrays.equals(bytes, 0, 12, MAPPED_PREFIX, 0, 12);
  }

  /** Whether this is an address of 127.0.0.0/8 or ::1. */
  public boolean isLoopback() {
    return toInetAddress().isLoopbackAddress();
  }

  /** Returns the same address as the JDK has it; an IPv4-mapped IPv6 address becomes IPv4. */
  public InetAddress toInetAddress() {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes is valid", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length == 4 ? dotted(bytes, 0) : colons();
  }

  private static String dotted(byte[] bytes, int from) {
    return (bytes[from] & 0xff)
        + "."
        + (bytes[from + 1] & 0xff)
        + "."
        + (bytes[from + 2] & 0xff)
        + "."
        + (bytes[from + 3] & 0xff);
  }

  private String colons() {
    if (isMapped()) {
      return "::ffff:" + dotted(bytes, 12);
    }
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    return compressed(groups);
  }

  /** The first of the longest runs of two or more zero groups becomes a double colon. */
  private static String compressed(int[] groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int start = 0; start < 8; start++) {
      int end = start;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - start > bestLength) {
        bestStart = start;
        bestLength = end - start;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
        text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
