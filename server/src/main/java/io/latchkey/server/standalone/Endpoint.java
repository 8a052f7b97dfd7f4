package io.latchkey.server.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the server listens.
 *
 * @param host a name or address; empty: all addresses
 * @param port 0 takes any free port
 */
record Endpoint(Optional<String> host, int port) {
  /**
   * The address to bind to, empty for all.
   *
   * @throws StartException if the host is unknown here
   */
  Optional<InetAddress> address() {
    return host.map(
        name -> {
          try {
            return InetAddress.getByName(name);
          } catch (UnknownHostException e) {
            throw new StartException(
                "--host %s is no address of this machine; leave it out to listen on all"
                    .formatted(name));
          }
        });
  }

  /**
   * The first thing to type into a browser on this machine. With a certificate its host is one that
   * the certificate is good for, as long as there is one.
   *
   * @param certificate the server's; empty: plain HTTP
   */
  String url(int actualPort, Optional<CertifiedNames> certificate, OwnNames machine) {
    List<String> hosts = hosts(machine);
    String name = certificate.flatMap(names -> firstCovered(hosts, names)).orElse(hosts.get(0));
    String shown = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    return "%s://%s:%d".formatted(certificate.isPresent() ? "https" : "http", shown, actualPort);
  }

  private static Optional<String> firstCovered(List<String> hosts, CertifiedNames names) {
    return Stream.of(hosts, names.dns(), names.addresses())
        .flatMap(List::stream)
        .filter(name -> !name.contains("*") && names.covers(name))
        .findFirst();
  }

  /**
   * The names and addresses that lead to this endpoint from here, the best first. A short form of
   * an IPv4 address, such as {@code 127.1}, is written out.
   */
  private List<String> hosts(OwnNames machine) {
    Optional<InetAddress> bound = address().filter(address -> !address.isAnyLocalAddress());
    List<String> loopback = List.of("localhost", "127.0.0.1");
    if (bound.isEmpty()) {
      return Stream.of(loopback, machine.all()).flatMap(List::stream).toList();
    }
    return Stream.of(
            host.filter(name -> !name.matches("[0-9.]+")).stream().toList(),
            List.of(OwnNames.text(bound.get())),
            bound.get().isLoopbackAddress() ? loopback : List.<String>of())
        .flatMap(List::stream)
        .toList();
  }
}
