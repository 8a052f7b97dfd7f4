package io.latchkey.client;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The names and addresses of this host. Always includes {@code localhost}. */
record HostNames(List<String> dnsNames, List<String> ipAddresses) {
  private static final int MAX_ADDRESSES = 32;
  private static final Pattern DNS_NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

  static HostNames ofThisHost() {
    Set<String> names = new LinkedHashSet<>();
    try {
      InetAddress local = InetAddress.getLocalHost();
      names.add(local.getHostName());
      names.add(local.getCanonicalHostName());
    } catch (UnknownHostException e) {
      // A host that cannot resolve its own name is still localhost.
      names.add("localhost");
    }
    names.add("localhost");
    names.removeIf(name -> !DNS_NAME.matcher(name).matches() || ADDRESS.matcher(name).matches());
    return new HostNames(List.copyOf(names), addresses());
  }

  private static List<String> addresses() {
    Set<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1", "::1"));
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
          .limit(MAX_ADDRESSES)
          .forEach(address -> addresses.add(address.getHostAddress().replaceFirst("%.*", "")));
    } catch (SocketException e) {
      // Without the list of interfaces, only the loopback addresses remain.
      return List.copyOf(addresses);
    }
    return List.copyOf(addresses);
  }
}
