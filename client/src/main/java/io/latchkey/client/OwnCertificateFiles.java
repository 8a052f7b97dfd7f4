package io.latchkey.client;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files of somebody else's making with a component's certificate, instead of one from the CA.
 *
 * @param certificate PEM, the component's certificate first, then its intermediates
 * @param key PEM: PKCS#8, encrypted or not, or the older forms of OpenSSL
 * @param keyPassphrase what an encrypted key is encrypted with; never shown by {@link #toString}
 * @param authorities PEM, the CAs whose certificates are trusted
 */
public record OwnCertificateFiles(
    Path certificate, Path key, Optional<String> keyPassphrase, Path authorities) {
  /** Files with a key that is not encrypted. */
  public static OwnCertificateFiles of(Path certificate, Path key, Path authorities) {
    return new OwnCertificateFiles(certificate, key, Optional.empty(), authorities);
  }

  /** The same files with the passphrase of the key. */
  public OwnCertificateFiles withKeyPassphrase(String passphrase) {
    return new OwnCertificateFiles(certificate, key, Optional.of(passphrase), authorities);
  }

  @Override
  public String toString() {
    return "OwnCertificateFiles[certificate=%s, key=%s, authorities=%s]"
        .formatted(certificate, key, authorities);
  }
}
