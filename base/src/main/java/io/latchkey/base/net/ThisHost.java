package io.latchkey.base.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The names and addresses of this host, as the operating system and its resolver give them.
 * Immutable.
 *
 * @param names DNS names: the host name, then the canonical name if it is another one; in lower
 *     case; empty if the host has no name that is a DNS name
 * @param addresses addresses of the network interfaces, at most {@value #MAX_ADDRESSES}, without
 *     zones; neither loopback nor link-local addresses
 */
public record ThisHost(List<String> names, List<String> addresses) {
  /** A host with many containers has hundreds of addresses, too many for one certificate. */
  private static final int MAX_ADDRESSES = 32;

  /** A DNS server that does not answer must not delay the caller. */
  private static final int LOOKUP_MILLIS = 1000;

  /** Copies the lists. */
  public ThisHost {
    names = List.copyOf(names);
    addresses = List.copyOf(addresses);
  }

  /** Reads both from the operating system. Takes about one second at most. */
  public static ThisHost read() {
    List<String> names =
        CompletableFuture.supplyAsync(ThisHost::lookUp)
            .completeOnTimeout(List.of(), LOOKUP_MILLIS, TimeUnit.MILLISECONDS)
            .join();
    return new ThisHost(names, interfaceAddresses());
  }

  /** Returns the text of an address without its zone. */
  public static String text(InetAddress address) {
    return address.getHostAddress().replaceFirst("%.*", "");
  }

  private static List<String> lookUp() {
    Set<String> names = new LinkedHashSet<>();
    try {
      InetAddress local = InetAddress.getLocalHost();
      for (String name : List.of(local.getHostName(), local.getCanonicalHostName())) {
        DnsName.parse(name.replaceFirst("\\.$", "")).map(DnsName::folded).ifPresent(names::add);
      }
    } catch (UnknownHostException e) {
      // Clients reach a host without a name by its addresses.
    }
    return List.copyOf(names);
  }

  private static List<String> interfaceAddresses() {
    Set<String> addresses = new TreeSet<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(ThisHost::isReachableFromOtherHosts)
          .forEach(address -> addresses.add(text(address)));
    } catch (SocketException e) {
      // Without the list of interfaces, the addresses are unknown.
    }
    return addresses.stream().limit(MAX_ADDRESSES).toList();
  }

  private static boolean isReachableFromOtherHosts(InetAddress address) {
    return !address.isLinkLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isMulticastAddress()
        && !address.isAnyLocalAddress();
  }
}
