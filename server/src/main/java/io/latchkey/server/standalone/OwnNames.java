package io.latchkey.server.standalone;

import io.latchkey.base.net.IpAddress;
import io.latchkey.base.net.ThisHost;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names and addresses of this machine.
 *
 * @param dns the names of the host, the most specific first, and {@code localhost}; in lower case
 * @param addresses loopback first, then those of the interfaces, as text without zones
 */
record OwnNames(Set<String> dns, Set<String> addresses) {
  OwnNames {
    dns = Collections.unmodifiableSet(new LinkedHashSet<>(dns));
    addresses = Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
  }

  /**
   * Reads the names and addresses from the operating system. Takes about one second at most.
   *
   * @param more further names or addresses of the machine, such as the address to listen on; an
   *     address as in RFC 5952, perhaps with brackets and zone
   */
  static OwnNames ofThisMachine(Collection<String> more) {
    Set<String> dns = new LinkedHashSet<>();
    Set<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1", "::1"));
    for (String name : more) {
      Optional<InetAddress> address = address(name);
      if (address.isEmpty()) {
        dns.add(lower(name));
      } else if (!address.get().isAnyLocalAddress()) {
        addresses.add(ThisHost.text(address.get()));
      }
    }
    ThisHost host = ThisHost.read();
    // The canonical name, which is the last, is the most specific one.
    List<String> names = new ArrayList<>(host.names());
    Collections.reverse(names);
    dns.addAll(names);
    dns.add("localhost");
    addresses.addAll(host.addresses());
    return new OwnNames(dns, addresses);
  }

  /** Without one name or address, in any of its forms. */
  OwnNames without(String rejected) {
    return new OwnNames(minus(dns, rejected), minus(addresses, rejected));
  }

  boolean isEmpty() {
    return dns.isEmpty() && addresses.isEmpty();
  }

  boolean contains(String name) {
    return all().stream().anyMatch(own -> isSame(own, name));
  }

  /** All names and addresses, DNS names first. */
  List<String> all() {
    return Stream.concat(dns.stream(), addresses.stream()).toList();
  }

  private static Set<String> minus(Set<String> names, String rejected) {
    return names.stream()
        .filter(name -> !isSame(name, rejected))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static boolean isSame(String one, String other) {
    Optional<InetAddress> address = address(one);
    return address.isPresent() ? address.equals(address(other)) : one.equalsIgnoreCase(other);
  }

  /** The address that a text is, with or without brackets; empty if the text is a name. */
  private static Optional<InetAddress> address(String text) {
    return IpAddress.parseRemote(text).map(IpAddress::toInetAddress);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }
}
