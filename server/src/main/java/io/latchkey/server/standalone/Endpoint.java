package io.latchkey.server.standalone;

import io.latchkey.base.net.ThisHost;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The address and port to listen on.
 *
 * @param host a name or address; empty for all addresses
 * @param port 0 for any free port
 */
record Endpoint(Optional<String> host, int port) {
  /**
   * The address to bind to; empty for all addresses.
   *
   * @throws StartException if the host is unknown
   */
  Optional<InetAddress> address() {
    return host.map(
        name -> {
          try {
            return InetAddress.getByName(name);
          } catch (UnknownHostException e) {
            throw new StartException(
                "--host %s is not an address of this machine; omit it to listen on all addresses"
                    .formatted(name));
          }
        });
  }

  /**
   * The host as a name or an IP address; empty for all addresses. A short form of an IPv4 address,
   * such as {@code 127.1}, is expanded.
   *
   * @throws StartException if the host is unknown
   */
  Optional<String> name() {
    return isNumeric() ? address().map(ThisHost::text) : host;
  }

  private boolean isNumeric() {
    return host.filter(name -> name.matches("[0-9.]+")).isPresent();
  }

  /**
   * The URL of the server for a browser on this machine. With a certificate, its host is a name in
   * the certificate, if possible.
   *
   * @param certificate the names in the server's certificate; empty for plain HTTP
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

  /** The names and addresses of this endpoint on this machine, the best first. */
  private List<String> hosts(OwnNames machine) {
    Optional<InetAddress> bound = address().filter(address -> !address.isAnyLocalAddress());
    List<String> loopback = List.of("localhost", "127.0.0.1");
    if (bound.isEmpty()) {
      return Stream.of(loopback, machine.all()).flatMap(List::stream).toList();
    }
    return Stream.of(
            name().stream().toList(),
            List.of(ThisHost.text(bound.get())),
            bound.get().isLoopbackAddress() ? loopback : List.<String>of())
        .flatMap(List::stream)
        .toList();
  }
}
