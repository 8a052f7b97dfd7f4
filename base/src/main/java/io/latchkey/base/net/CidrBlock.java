package io.latchkey.base.net;

import io.latchkey.base.text.Printable;
import java.util.regex.Pattern;

/** A block of addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), or a single address. */
public final class CidrBlock {
  /** Without leading zeros, which some programs read as octal. */
  private static final Pattern PREFIX_LENGTH = Pattern.compile("0|[1-9][0-9]{0,2}");

  private final byte[] network;
  private final int prefixLength;

  private CidrBlock(byte[] network, int prefixLength) {
    this.network = network;
    this.prefixLength = prefixLength;
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address.
   *
   * @throws IllegalArgumentException if the text is no block, or has bits set beyond its prefix
   */
  public static CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    byte[] network =
        IpAddress.parse(slash < 0 ? text : text.substring(0, slash))
            .map(IpAddress::unmapped)
            .map(IpAddress::bytes)
            .orElseThrow(() -> bad(text, "write an address or a block, such as 10.0.0.0/8"));
    int bits = network.length * 8;
    CidrBlock block = new CidrBlock(network, slash < 0 ? bits : prefixLength(text, slash, bits));
    if (!block.hasNoBitsBeyondPrefix()) {
      throw bad(text, "the address has bits set beyond the prefix; write " + block.canonical());
    }
    return block;
  }

  /**
   * Whether an address is in this block. An IPv4-mapped IPv6 address counts as IPv4; apart from
   * that, an address of the other IP version is never in it.
   */
  public boolean contains(IpAddress address) {
    byte[] candidate = address.unmapped().bytes();
    if (candidate.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      if (isSet(candidate, bit) != isSet(network, bit)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasNoBitsBeyondPrefix() {
    for (int bit = prefixLength; bit < network.length * 8; bit++) {
      if (isSet(network, bit)) {
        return false;
      }
    }
    return true;
  }

  /** The block with this prefix length, without the bits beyond it. */
  private String canonical() {
    byte[] first = network.clone();
    for (int bit = prefixLength; bit < first.length * 8; bit++) {
      first[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
    }
    return IpAddress.of(first).orElseThrow() + "/" + prefixLength;
  }

  private static boolean isSet(byte[] bytes, int bit) {
    return (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1;
  }

  private static int prefixLength(String text, int slash, int most) {
    String digits = text.substring(slash + 1);
    if (!PREFIX_LENGTH.matcher(digits).matches() || Integer.parseInt(digits) > most) {
      throw bad(text, "the prefix length must be from 0 to " + most);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException bad(String text, String problem) {
    return new IllegalArgumentException(
        "'%s' is not a block of IP addresses: %s".formatted(Printable.line(text, 80), problem));
  }
}
