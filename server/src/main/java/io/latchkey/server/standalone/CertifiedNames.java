package io.latchkey.server.standalone;

import io.latchkey.base.net.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The names for which a server certificate is valid.
 *
 * @param dns DNS names, possibly wildcards
 * @param addresses IP addresses as text
 */
record CertifiedNames(List<String> dns, List<String> addresses) {
  CertifiedNames {
    dns = List.copyOf(dns);
    addresses = List.copyOf(addresses);
  }

  /** The subject alternative names of a certificate; if there are none, its common names. */
  static CertifiedNames of(X509Certificate certificate) {
    CertificateNames names = CertificateNames.ofValid(certificate);
    return names.dns().isEmpty() && names.addresses().isEmpty()
        ? new CertifiedNames(names.commonNames(), List.of())
        : new CertifiedNames(names.dns(), names.addresses());
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
