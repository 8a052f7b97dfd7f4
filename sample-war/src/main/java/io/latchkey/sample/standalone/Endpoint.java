package io.latchkey.sample.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

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

  /** The first thing to type into a browser on this machine. */
  String url(boolean tls, int actualPort) {
    String name = host.filter(h -> !isWildcard(h)).orElse("localhost");
    String shown = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    return "%s://%s:%d".formatted(tls ? "https" : "http", shown, actualPort);
  }

  private static boolean isWildcard(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }
}
