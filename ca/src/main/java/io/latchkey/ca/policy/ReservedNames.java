package io.latchkey.ca.policy;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The names of the CA's own server. The holder of a certificate for one of them can take the place
 * of the server and collect the tokens that are sent to it. The loopback names {@code localhost},
 * {@code 127.0.0.0/8} and {@code ::1} are never reserved, because every host has them.
 *
 * <p>A name is reserved in every form that some TLS client takes for it: in any case, with dots at
 * its end, as an IPv4-mapped address, as the host of a URI, as a common name (see {@link
 * HostReadings}), and as a wildcard that covers it.
 */
public final class ReservedNames {
  private static final String DETAIL =
      "This is a name of the CA's own server, which only the server itself and callers with role"
          + " admin may have, unless latchkey.policy.own-names is any";
  private static final String LOCALHOST = "localhost";

  private final Set<String> hosts;
  private final Set<IpAddress> addresses;

  private ReservedNames(Set<String> hosts, Set<IpAddress> addresses) {
    this.hosts = Set.copyOf(hosts);
    this.addresses = Set.copyOf(addresses);
  }

  /** Reserves DNS names and IP addresses. */
  public static ReservedNames of(Collection<String> names) {
    Set<String> hosts = new HashSet<>();
    Set<IpAddress> addresses = new HashSet<>();
    names.stream()
        .flatMap(name -> HostReadings.of(name).stream())
        .filter(host -> !isLoopback(host))
        .forEach(
            host -> {
              IpAddress.parse(host).ifPresent(address -> addresses.add(address.unmapped()));
              hosts.add(host);
            });
    return new ReservedNames(hosts, addresses);
  }

  private static boolean isLoopback(String host) {
    return host.equals(LOCALHOST)
        || IpAddress.parse(host).filter(IpAddress::isLoopback).isPresent();
  }

  void check(RequestedSubject subject) throws IssuanceRejectedException {
    for (DnsName name : subject.names().dns()) {
      reject(isReserved(name.folded()), name.text());
    }
    for (IpAddress address : subject.names().ips()) {
      reject(isReserved(address), address.toString());
    }
    for (URI uri : subject.names().uris()) {
      reject(UriName.host(uri).filter(this::isReserved).isPresent(), uri.toString());
    }
    for (String commonName : subject.commonNames()) {
      reject(HostReadings.of(commonName).stream().anyMatch(this::isReserved), commonName);
    }
  }

  private boolean isReserved(String host) {
    return isReservedHost(host)
        || (!addresses.isEmpty() && addressesIn(host).anyMatch(this::isReserved));
  }

  private boolean isReservedHost(String host) {
    return host.indexOf('*') < 0
        ? hosts.contains(host)
        : hosts.stream().anyMatch(own -> covers(host, own));
  }

  private boolean isReserved(IpAddress address) {
    return addresses.contains(address.unmapped());
  }

  private static Stream<IpAddress> addressesIn(String host) {
    Optional<IpAddress> address = IpAddress.parse(host);
    return address.isPresent() ? address.stream() : LegacyAddress.readings(host);
  }

  /** Whether both are the same but for labels with a {@code *} that may stand for the other's. */
  private static boolean covers(String asked, String own) {
    String[] askedLabels = asked.split("\\.", -1);
    String[] ownLabels = own.split("\\.", -1);
    if (askedLabels.length != ownLabels.length) {
      return false;
    }
    for (int i = 0; i < ownLabels.length; i++) {
      if (!coversLabel(askedLabels[i], ownLabels[i])) {
        return false;
      }
    }
    return true;
  }

  /** What is between two wildcards of one label is not compared: such a label is no usual name. */
  private static boolean coversLabel(String asked, String own) {
    int first = asked.indexOf('*');
    if (first < 0) {
      return asked.equals(own);
    }
    String rest = asked.substring(asked.lastIndexOf('*') + 1);
    return own.startsWith(asked.substring(0, first)) && own.endsWith(rest);
  }

  private static void reject(boolean reserved, String name) throws IssuanceRejectedException {
    if (reserved) {
      throw new IssuanceRejectedException(RejectionReason.NAME_NOT_ALLOWED, DETAIL, name);
    }
  }
}
