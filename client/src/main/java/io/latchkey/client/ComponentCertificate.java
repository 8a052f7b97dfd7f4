package io.latchkey.client;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * The private key and certificate of a component. The key is only in memory, unless it is written
 * to a file.
 *
 * @param key the private key; never shown by {@link #toString}
 * @param chain the component's certificate first, then the intermediates up to the root
 * @param authority the CA that signed it; with own files, the first trusted CA
 */
public record ComponentCertificate(
    PrivateKey key, List<X509Certificate> chain, X509Certificate authority) {
  /**
   * @throws IllegalArgumentException if the chain is empty
   */
  public ComponentCertificate {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("the chain is empty");
    }
  }

  /** The component's own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** When the certificate expires. */
  public Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  @Override
  public String toString() {
    return "ComponentCertificate[serial=%s, notAfter=%s]"
        .formatted(certificate().getSerialNumber().toString(16), notAfter());
  }
}
