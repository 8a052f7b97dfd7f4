package io.latchkey.server.standalone;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import org.jspecify.annotations.Nullable;

/**
 * The names for which a server certificate is valid.
 *
 * @param dns DNS names, possibly wildcards
 * @param addresses IP addresses as text
 */
record CertifiedNames(List<String> dns, List<String> addresses) {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  CertifiedNames {
    dns = List.copyOf(dns);
    addresses = List.copyOf(addresses);
  }

  /** The subject alternative names of a certificate; if there are none, its common names. */
  static CertifiedNames of(X509Certificate certificate) {
    List<String> dns = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (List<?> name : alternativeNames(certificate)) {
      if (name.get(0).equals(DNS_NAME)) {
        dns.add(String.valueOf(name.get(1)));
      } else if (name.get(0).equals(IP_ADDRESS)) {
        addresses.add(String.valueOf(name.get(1)));
      }
    }
    return dns.isEmpty() && addresses.isEmpty()
        ? new CertifiedNames(commonNames(certificate), List.of())
        : new CertifiedNames(dns, addresses);
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }

  private static List<String> commonNames(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(rdn -> String.valueOf(rdn.getValue()))
              .toList();
    } catch (InvalidNameException e) {
      return List.of();
    }
  }

  /** All names, and the DNS names of the machine that a wildcard covers. */
  List<String> on(OwnNames machine) {
    return Stream.of(dns, addresses, machine.dns().stream().filter(this::covers).toList())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  /** Whether the certificate is valid for a DNS name or an IP address, in any of its forms. */
  boolean covers(String name) {
    return addresses.stream().anyMatch(own -> OwnNames.isSame(own, name))
        || dns.stream().anyMatch(own -> coversDns(own.toLowerCase(Locale.ROOT), name));
  }

  private static boolean coversDns(String own, String name) {
    return own.startsWith("*.")
        ? name.toLowerCase(Locale.ROOT).replaceFirst("^[^.]+", "*").equals(own)
        : OwnNames.isSame(own, name);
  }
}
