package io.latchkey.client;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Receives each certificate of a {@link RenewingCertificate}, for example to write it to files. */
@FunctionalInterface
public interface CertificateSink {
  /**
   * Takes a certificate: the first one while {@link RenewingCertificate.Builder#start} runs, later
   * ones on the renewal thread. If this throws, it is called again after a pause, with the newest
   * certificate.
   *
   * @param authorities the CA certificates that are trusted with it
   * @throws IOException if the certificate cannot be stored
   */
  void write(ComponentCertificate certificate, List<X509Certificate> authorities)
      throws IOException;
}
