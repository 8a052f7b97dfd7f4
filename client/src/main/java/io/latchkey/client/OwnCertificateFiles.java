package io.latchkey.client;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files with the certificate of a component that the operator provides, instead of a certificate
 * from the CA.
 *
 * @param certificate PEM, the certificate of the component first, then its intermediates
 * @param key PEM: PKCS#8, encrypted or not, PKCS#1 or SEC 1
 * @param keyPassphrase the passphrase of an encrypted key; never shown by {@link #toString}
 * @param authorities PEM, the CAs whose certificates are trusted
 */
public record OwnCertificateFiles(
    Path certificate, Path key, Optional<String> keyPassphrase, Path authorities) {
  /** Files with a key that is not encrypted. */
  public static OwnCertificateFiles of(Path certificate, Path key, Path authorities) {
    return new OwnCertificateFiles(certificate, key, Optional.empty(), authorities);
  }

  /** These files, and the passphrase of the key. */
  public OwnCertificateFiles withKeyPassphrase(String passphrase) {
    return new OwnCertificateFiles(certificate, key, Optional.of(passphrase), authorities);
  }

  @Override
  public String toString() {
    return "OwnCertificateFiles[certificate=%s, key=%s, authorities=%s]"
        .formatted(certificate, key, authorities);
  }
}
