package io.latchkey.server.standalone;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names and addresses of this machine.
 *
 * @param dns the names of the host, the most specific first, and {@code localhost}; in lower case
 * @param addresses loopback first, then those of the interfaces, as text without zones
 */
record OwnNames(Set<String> dns, Set<String> addresses) {
  /** A host with many containers has hundreds of addresses, too many for one certificate. */
  private static final int MOST_ADDRESSES = 32;

  /** A DNS server that does not answer must not delay the start. */
  private static final int LOOKUP_MILLIS = 1000;

  OwnNames {
    dns = Collections.unmodifiableSet(new LinkedHashSet<>(dns));
    addresses = Collections.unmodifiableSet(new LinkedHashSet<>(addresses));
  }

  /**
   * Reads them from the operating system, in at most about one second.
   *
   * @param more further names or addresses of the machine, such as the address to listen on
   */
  static OwnNames ofThisMachine(Collection<String> more) {
    Set<String> dns = new LinkedHashSet<>();
    Set<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1", "::1"));
    for (String name : more) {
      if (isAddress(name)) {
        parsed(name)
            .filter(each -> !each.isAnyLocalAddress())
            .map(OwnNames::text)
            .ifPresent(addresses::add);
      } else {
        dns.add(lower(name));
      }
    }
    dns.addAll(hostNames());
    dns.add("localhost");
    addresses.addAll(interfaceAddresses());
    return new OwnNames(dns, addresses);
  }

  /** Without one name or address, in any of its forms. */
  OwnNames without(String refused) {
    return new OwnNames(minus(dns, refused), minus(addresses, refused));
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

  private static Set<String> minus(Set<String> names, String refused) {
    return names.stream()
        .filter(name -> !isSame(name, refused))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static boolean isSame(String one, String other) {
    if (!isAddress(one) || !isAddress(other)) {
      return one.equalsIgnoreCase(other);
    }
    Optional<InetAddress> address = parsed(one);
    return address.isPresent() && address.equals(parsed(other));
  }

  /** Parses an IP address literal; empty if the text is not one. */
  private static Optional<InetAddress> parsed(String address) {
    try {
      return Optional.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private static Collection<String> hostNames() {
    return CompletableFuture.supplyAsync(OwnNames::lookUp)
        .completeOnTimeout(Set.of(), LOOKUP_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }

  private static Set<String> lookUp() {
    Set<String> names = new LinkedHashSet<>();
    try {
      InetAddress local = InetAddress.getLocalHost();
      for (String name : List.of(local.getCanonicalHostName(), local.getHostName())) {
        if (!isAddress(name)) {
          names.add(lower(name));
        }
      }
    } catch (UnknownHostException e) {
      // A machine without a name is reached by its addresses.
    }
    return names;
  }

  private static Set<String> interfaceAddresses() {
    Set<String> addresses = new TreeSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(OwnNames::isReachableFromElsewhere)
          .forEach(address -> addresses.add(text(address)));
    } catch (SocketException e) {
      // Without the list of interfaces, only the loopback addresses remain.
    }
    return addresses.stream()
        .limit(MOST_ADDRESSES)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static boolean isReachableFromElsewhere(InetAddress address) {
    return !address.isLinkLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress();
  }

  static String text(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }

  private static boolean isAddress(String name) {
    return name.contains(":") || name.matches("[0-9.]+");
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }
}
