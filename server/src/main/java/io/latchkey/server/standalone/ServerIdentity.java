package io.latchkey.server.standalone;

import io.latchkey.client.ComponentCertificate;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * The private key and certificate of the server for TLS.
 *
 * @param key the private key; never shown by {@link #toString}
 * @param chain the server's certificate first, then its issuers, without the root
 */
record ServerIdentity(PrivateKey key, List<X509Certificate> chain) {
  ServerIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("a server needs a certificate");
    }
  }

  static ServerIdentity of(ComponentCertificate certificate) {
    return new ServerIdentity(certificate.key(), certificate.chain());
  }

  X509Certificate certificate() {
    return chain.get(0);
  }

  Instant notAfter() {
    return certificate().getNotAfter().toInstant();
  }

  /** A key store in memory with key and certificates. */
  KeyStore keyStore(char[] password) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, password, chain.toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(
          "the Java runtime cannot store the server's key in PKCS#12", e);
    }
  }

  @Override
  public String toString() {
    return "ServerIdentity[" + certificate().getSubjectX500Principal() + "]";
  }
}
