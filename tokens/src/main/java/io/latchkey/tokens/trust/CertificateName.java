package io.latchkey.tokens.trust;

import io.latchkey.base.net.IpAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/** The name of the caller that signs tokens with the key of a certificate. */
public final class CertificateName {
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int IP = 7;
  private static final String COMMON_NAME = "CN";

  private CertificateName() {}

  /**
   * Returns the first DNS name, else the first URI, else the first IP address, else the last common
   * name of a certificate; empty if it has none of these, or its names are malformed.
   */
  public static Optional<String> of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<List<?>> all = names == null ? List.of() : List.copyOf(names);
      return Stream.of(
              texts(all, DNS),
              texts(all, URI),
              texts(all, IP).map(CertificateName::canonical),
              commonName(certificate).stream())
          .flatMap(each -> each)
          .filter(name -> !name.isBlank())
          .findFirst();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }

  private static Stream<String> texts(List<List<?>> names, int type) {
    return names.stream()
        .filter(name -> name.get(0).equals(type))
        .map(name -> name.get(1))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  private static String canonical(String address) {
    return IpAddress.parse(address).map(IpAddress::toString).orElse(address);
  }

  private static Optional<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253))
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase(COMMON_NAME))
              .map(Rdn::getValue)
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .reduce((first, last) -> last);
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
