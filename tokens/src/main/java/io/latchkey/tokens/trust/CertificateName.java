package io.latchkey.tokens.trust;

import io.latchkey.base.net.CertificateNames;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The name of the caller that signs tokens with the key of a certificate. */
public final class CertificateName {
  private CertificateName() {}

  /**
   * Returns the first DNS name, else the first URI, else the first IP address, else the last common
   * name of a certificate; empty if it has none of these, or its names are malformed.
   */
  public static Optional<String> of(X509Certificate certificate) {
    CertificateNames names = CertificateNames.ofValid(certificate);
    List<String> commonNames = names.commonNames();
    Stream<String> commonName = commonNames.stream().skip(Math.max(0, commonNames.size() - 1));
    return Stream.of(
            names.dns().stream(), names.uris().stream(), names.addresses().stream(), commonName)
        .flatMap(each -> each)
        .filter(name -> !name.isBlank())
        .findFirst();
  }
}
