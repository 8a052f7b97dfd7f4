package io.latchkey.filter;

import io.latchkey.tokens.log.IpLiteral;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A block of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), or a single address.
 *
 * @param network the bits of the prefix
 * @param addressBits 32 or 128
 * @param prefixLength from 0 to {@code addressBits}
 */
record AddressBlock(BigInteger network, int addressBits, int prefixLength) {
  private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
   *
   * @return empty if the text is none, or has bits set beyond its prefix
   */
  static Optional<AddressBlock> parse(String text) {
    int slash = text.indexOf('/');
    return IpLiteral.parse(slash < 0 ? text : text.substring(0, slash))
        .flatMap(address -> of(address, slash < 0 ? "" : text.substring(slash + 1), slash < 0));
  }

  private static Optional<AddressBlock> of(InetAddress address, String length, boolean single) {
    int bits = address.getAddress().length * 8;
    if (!single && !LENGTH.matcher(length).matches()) {
      return Optional.empty();
    }
    int prefix = single ? bits : Integer.parseInt(length);
    if (prefix > bits) {
      return Optional.empty();
    }
    BigInteger network = number(address).shiftRight(bits - prefix);
    return network.shiftLeft(bits - prefix).equals(number(address))
        ? Optional.of(new AddressBlock(network, bits, prefix))
        : Optional.empty();
  }

  /** Whether the address is in this block; one of the other version of IP never is. */
  boolean contains(InetAddress address) {
    return address.getAddress().length * 8 == addressBits
        && number(address).shiftRight(addressBits - prefixLength).equals(network);
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }
}
