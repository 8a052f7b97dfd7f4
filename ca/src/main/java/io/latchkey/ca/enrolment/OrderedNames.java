package io.latchkey.ca.enrolment;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import java.util.List;

/**
 * The names that were ordered for a certificate. Immutable.
 *
 * @param dns DNS names in lower case, none twice
 * @param ips IP addresses as in RFC 5952, none twice; an IPv4-mapped IPv6 address is IPv4
 */
public record OrderedNames(List<String> dns, List<String> ips) {
  /**
   * Brings the names into their one form.
   *
   * @throws IllegalArgumentException if a text is not a DNS name, or not an IP address
   */
  public OrderedNames {
    dns = dns.stream().map(OrderedNames::folded).distinct().toList();
    ips = ips.stream().map(OrderedNames::address).distinct().toList();
  }

  private static String folded(String name) {
    return DnsName.parse(name)
        .map(DnsName::folded)
        .orElseThrow(() -> new IllegalArgumentException("This is no DNS name"));
  }

  private static String address(String text) {
    return IpAddress.parse(text)
        .map(ip -> ip.unmapped().toString())
        .orElseThrow(() -> new IllegalArgumentException("This is no IP address"));
  }

  /** Returns whether a common name is one of these names, written as a name or an address. */
  public boolean contain(String commonName) {
    return DnsName.parse(commonName).map(DnsName::folded).filter(dns::contains).isPresent()
        || IpAddress.parse(commonName)
            .map(ip -> ip.unmapped().toString())
            .filter(ips::contains)
            .isPresent();
  }
}
