package io.latchkey.base.net;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The names in a certificate: the subject alternative names (RFC 5280 section 4.2.1.6) of three
 * types, and the common names of the subject. The names of each type have the order of the
 * certificate. Names are as the certificate has them: they may contain control characters.
 * Immutable.
 *
 * @param dns DNS names, possibly wildcards
 * @param addresses IP addresses, written as in RFC 5952
 * @param uris URIs
 * @param commonNames the common names
 */
public record CertificateNames(
    List<String> dns, List<String> addresses, List<String> uris, List<String> commonNames) {
  private static final int DNS_NAME = 2;
  private static final int URI = 6;
  private static final int IP_ADDRESS = 7;
  private static final String COMMON_NAME = "CN";

  /** Copies the lists. */
  public CertificateNames {
    dns = List.copyOf(dns);
    addresses = List.copyOf(addresses);
    uris = List.copyOf(uris);
    commonNames = List.copyOf(commonNames);
  }

  /**
   * Reads the names of a certificate.
   *
   * @throws CertificateParsingException if the alternative names are malformed
   */
  public static CertificateNames of(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> dns = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    List<String> uris = new ArrayList<>();
    @Nullable Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    for (List<?> name : names == null ? List.<List<?>>of() : names) {
      if (name.get(1) instanceof String text) {
        switch ((Integer) name.get(0)) {
          case DNS_NAME -> dns.add(text);
          case IP_ADDRESS -> addresses.add(canonical(text));
          case URI -> uris.add(text);
          default -> {} // mail addresses and other types name no host
        }
      }
    }
    return new CertificateNames(
        dns, addresses, uris, commonNames(certificate.getSubjectX500Principal()));
  }

  /** Reads the names of a certificate; none if its alternative names are malformed. */
  public static CertificateNames ofValid(X509Certificate certificate) {
    try {
      return of(certificate);
    } catch (CertificateParsingException e) {
      return new CertificateNames(List.of(), List.of(), List.of(), List.of());
    }
  }

  private static String canonical(String address) {
    return IpAddress.parse(address).map(IpAddress::toString).orElse(address);
  }

  private static List<String> commonNames(X500Principal subject) {
    try {
      return new LdapName(subject.getName(X500Principal.RFC2253))
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase(COMMON_NAME))
              .map(Rdn::getValue)
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .toList();
    } catch (InvalidNameException e) {
      return List.of();
    }
  }
}
